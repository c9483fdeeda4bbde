// `midfill/why`: why nothing shows here now.
import { ErrorCodes, ResponseError } from 'vscode-languageserver/node'
import { checker, type WhyAnswer, WhyParams } from '../../protocol/index.ts'
import type { OpenDocument } from '../documents.ts'
import type { Silence } from '../suggestions/when.ts'
import { isPlaceFor } from './cursor-place.ts'
import {
  faultReason,
  MID_LINE,
  NO_SOURCE,
  REFUSED,
  type Reason,
  SILENCES,
  SNOOZED,
  UNKNOWN_DOCUMENT,
} from './reasons.ts'
import { notesOf, type Standing } from './standing.ts'

export interface WhyParts extends Standing {
  /** Why the last request for the document was answered with nothing. */
  lastSilence(document: OpenDocument): Silence | undefined
}

const checkParams = checker(WhyParams)
const INVALID = new ResponseError<void>(ErrorCodes.InvalidParams, 'textDocument.uri is needed')
const NOTHING_WRONG: WhyAnswer = { reason: null, message: 'Nothing keeps suggestions back here.' }

export function why(parts: WhyParts) {
  return (params: unknown): WhyAnswer | ResponseError<void> => {
    const { value } = checkParams(params)
    if (!value) return INVALID
    const document = parts.documentAt(value.textDocument.uri)
    const reason = document ? reasonFor(parts, document, value.position) : UNKNOWN_DOCUMENT
    const notes = notesOf(parts)
    if (!reason) return { ...NOTHING_WRONG, ...notes }
    const { code, ...words } = reason
    return { reason: code, ...words, ...notes }
  }
}

function reasonFor(
  parts: WhyParts,
  document: OpenDocument,
  position: { line: number; character: number } | undefined,
): Reason | undefined {
  if (parts.isSnoozed()) return SNOOZED
  if (!parts.hasModel() && !parts.isEngineOn()) return NO_SOURCE
  const refusal = parts.refusal(document)
  if (refusal) return REFUSED[refusal]
  if (position && !isPlaceFor({ position }, document)) return MID_LINE
  const silence = parts.lastSilence(document)
  const { fault } = parts.health
  // Where the model is out of reach, that is the reason for whatever is missing.
  if (silence && fault && parts.hasModel()) return faultReason(fault.kind, parts.isGitlab())
  return silence && silence !== 'replaced' ? SILENCES[silence] : undefined
}
