// midfill/generate: code from an instruction or a comment, on command, piece by piece.
import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node'
import {
  checker,
  type GenerateAnswer,
  type GeneratedPiece,
  GenerateParams,
} from '../../protocol/index.ts'
import { REFUSALS, type Refusal } from '../context/policy/permission.ts'
import { redact } from '../context/redact/redact.ts'
import { isInside } from '../context/split.ts'
import type { Syntax } from '../context/syntax.ts'
import type { OpenDocument } from '../documents.ts'
import { GatewayFailure, type Question } from '../gateway-wire.ts'
import { hasModel, type Models } from '../models.ts'
import { IdleDeadline } from '../network/deadline.ts'
import type { Settings } from '../settings.ts'
import type { Suggester } from '../suggester.ts'
import { type GenerationPlace, generationPlaceAt, indented } from './generation-place.ts'

type Token = NonNullable<GenerateParams['partialResultToken']>

export interface GenerateParts {
  documentAt(uri: string): OpenDocument | undefined
  settings(document: OpenDocument): Promise<Settings>
  /** Why nothing of the document may leave; undefined when it may. */
  refusal(document: OpenDocument, settings: Settings): Refusal | undefined
  /** Name for the model, relative to the workspace. */
  fileNameOf(document: OpenDocument): string
  syntax: Pick<Syntax, 'patientTreeOf'>
  suggester: Pick<Suggester, 'questionFor'>
  models: Pick<Models, 'suggest'>
  progress(token: Token, piece: GeneratedPiece): void
}

const check = checker(GenerateParams)

/** Rejects with a ResponseError whose message is for the person who asked. */
export function generate(parts: GenerateParts) {
  return async (sent: unknown, token: CancellationToken): Promise<GenerateAnswer> => {
    const { value: params, problems } = check(sent)
    if (!params) throw invalid(problems)
    const document = documentOf(parts, params)
    const settings = await parts.settings(document)
    const refusal = parts.refusal(document, settings)
    if (refusal) throw failed(`nothing is generated here: ${REFUSALS[refusal]}`)
    if (!hasModel(settings)) throw failed(NO_MODEL)
    const deadline = new IdleDeadline(settings.gateway.timeoutMs)
    const cancelled = token.onCancellationRequested(() => deadline.abort())
    try {
      const place = await generationPlaceAt(document, params, parts.syntax)
      return await answer(parts, { document, settings, params, place, deadline })
    } catch (error) {
      throw token.isCancellationRequested ? CANCELLED : reasonFor(error, deadline)
    } finally {
      cancelled.dispose()
      deadline.end()
    }
  }
}

function documentOf(parts: GenerateParts, { textDocument, range }: GenerateParams): OpenDocument {
  const document = parts.documentAt(textDocument.uri)
  const lines = document?.text.lineCount ?? 0
  if (document && isInside(range.start, lines) && isInside(range.end, lines)) return document
  throw failed('the place to generate at is in no open document')
}

interface Generating {
  document: OpenDocument
  settings: Settings
  params: GenerateParams
  place: GenerationPlace
  deadline: IdleDeadline
}

async function answer(
  parts: GenerateParts,
  { document, settings, params, place, deadline }: Generating,
): Promise<GenerateAnswer> {
  const { signal } = deadline
  const asking = { document, cursor: place.cursor, typed: place.lead }
  const at = { ...asking, fileName: parts.fileNameOf(document) }
  const question = await parts.suggester.questionFor(at, settings, signal)
  if (!question) throw failed('there is no text here that a model could read')
  const pieces = new Pieces(place.lead, (piece) => {
    const { partialResultToken } = params
    if (partialResultToken !== undefined) parts.progress(partialResultToken, piece)
  })
  const asked = cleaned(place.asking(question), settings)
  const suggestion = await parts.models.suggest(settings, asked, {
    signal,
    heard(soFar) {
      deadline.extend()
      if (soFar.source !== 'embedded') pieces.heard(indented(soFar.text, place.indent))
    },
  })
  if (suggestion.source === 'embedded') throw failed(EMBEDDED)
  const text = indented(suggestion.text, place.indent)
  pieces.heard(text)
  const { id, model: source } = suggestion
  return { text: text && place.lead + text, range: place.range, source, ...(id ? { id } : {}) }
}

/** An instruction may hold a secret like any other text; the rest of the question was cleaned. */
function cleaned(question: Question, { codeCompletion }: Settings): Question {
  const { wish } = question
  if (wish.kind === 'completion' || !codeCompletion.enableSecretRedaction) return question
  return { ...question, wish: { ...wish, instruction: redact(wish.instruction) } }
}

/** Cuts what has come so far into what came since. */
class Pieces {
  readonly #lead: string
  readonly #send: (piece: GeneratedPiece) => void
  #sentChars = 0

  constructor(lead: string, send: (piece: GeneratedPiece) => void) {
    this.#lead = lead
    this.#send = send
  }

  heard(text: string): void {
    if (text.length <= this.#sentChars) return
    const lead = this.#sentChars === 0 ? this.#lead : ''
    this.#send({ text: lead + text.slice(this.#sentChars) })
    this.#sentChars = text.length
  }
}

const NO_MODEL =
  'generating needs a model: set midfill.gateway.url, or midfill.gitlab.baseUrl and midfill.gitlab.token'
const EMBEDDED =
  'the gateway has no model that could follow an instruction: its embedded engine only completes'
const CANCELLED = new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'cancelled')

const failed = (message: string): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestFailed, message)

function invalid(problems: { loc: (string | number)[]; msg: string }[]): ResponseError<void> {
  const [first] = problems
  const message = `${first?.loc.join('.')}: ${first?.msg}`
  return new ResponseError(ErrorCodes.InvalidParams, message)
}

function reasonFor(error: unknown, deadline: IdleDeadline): unknown {
  if (deadline.isLate) return failed('the model took too long')
  return error instanceof GatewayFailure ? failed(error.message) : error
}
