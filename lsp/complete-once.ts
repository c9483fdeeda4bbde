// `midfill complete FILE:LINE:COL`: one question from a shell.
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { languageOf } from '../grammars/index.ts'
import { systemReason } from '../protocol/index.ts'
import { FilePolicy } from './context/policy/file-policy.ts'
import { REFUSALS, type Refusal } from './context/policy/permission.ts'
import { isInside } from './context/split.ts'
import { Syntax } from './context/syntax.ts'
import { closeDocument, OPEN_DOCUMENTS, type OpenDocument } from './documents.ts'
import { ENGINE_WORKER, LocalEngine } from './engine/local-engine.ts'
import { GatewayFailure, type GatewaySuggestion } from './gateway-wire.ts'
import { Models } from './models.ts'
import type { Environment } from './network/outgoing.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import { Suggester } from './suggester.ts'

/** Exit statuses: a suggestion was printed, there is none, or something is wrong. */
const SUGGESTED = 0
const SILENT = 1
const FAILED = 2

/**
 * Prints the suggestion on standard output, its source and the time it took on standard error.
 * `place` is FILE:LINE:COL, one-based, columns in UTF-16 units.
 */
export async function completeOnce(
  place: string,
  options: { gatewayUrl: string; apiKey: string; environment: Environment },
): Promise<number> {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place) ?? []
  if (!file) return complain(`"${place}" is not FILE:LINE:COL`)
  const cursor = { line: Number(line) - 1, character: Number(column) - 1 }
  const document = await open(file)
  if (typeof document === 'string') return complain(document)
  if (!isInside(cursor, document.text.lineCount)) {
    return complain(`${file} has ${document.text.lineCount} lines; lines and columns count from 1`)
  }
  const refusal = refusalOf(file)
  if (refusal) return complain(`nothing of ${file} is sent: ${REFUSALS[refusal]}`)
  const engine = new LocalEngine({ entry: ENGINE_WORKER, log: complain })
  const models = new Models({
    environment: options.environment,
    tell: complain,
    log: complain,
    editor: () => ({}),
    changed() {},
  })
  const suggester = new Suggester({ syntax: new Syntax(complain), engine, models })
  const gateway = { ...DEFAULT_SETTINGS.gateway, url: options.gatewayUrl, apiKey: options.apiKey }
  const settings = { ...DEFAULT_SETTINGS, gateway }
  const asked = { document, cursor, fileName: basename(file), typed: '' }
  try {
    const startedAt = performance.now()
    const signal = AbortSignal.timeout(gateway.timeoutMs)
    const failed = (error: unknown): number =>
      complain(`the embedded engine stands in: ${reasonOf(error)}`)
    return report(await suggester.suggest(asked, settings, { signal, failed }), startedAt)
  } catch (error) {
    return complain(reasonOf(error))
  } finally {
    closeDocument(document)
    await suggester.close()
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof GatewayFailure)) return String(error)
  const hint = HINTS[error.status ?? 0]
  return hint ? `${error.message}: ${hint}` : error.message
}

/** What to do about a status, where it is this command's own doing. */
const HINTS: Readonly<Record<number, string>> = {
  401: 'set MIDFILL_API_KEY to a key of the gateway',
  404: 'give --gateway its base URL, without the path of a request',
}

const refusalOf = (file: string): Refusal | undefined =>
  new FilePolicy({ folders: [process.cwd()], disabledPaths: [], onProblem: complain }).refusal(
    resolve(file),
  )

/** The document, or why it cannot be opened. */
async function open(file: string): Promise<OpenDocument | string> {
  const path = resolve(file)
  try {
    const text = await readFile(path, 'utf8')
    if (text.includes('\0')) return `${file} is not a text file`
    const languageId = languageOf({ fileName: file })?.editorIds[0] ?? 'plaintext'
    return OPEN_DOCUMENTS.create(pathToFileURL(path).href, languageId, 1, text)
  } catch (error) {
    return `${file} cannot be read (${systemReason(error)})`
  }
}

function report(suggestion: GatewaySuggestion | undefined, startedAt: number): number {
  const ms = Math.round(performance.now() - startedAt)
  if (!suggestion?.text) {
    process.stderr.write(`nothing to suggest here (${ms} ms)\n`)
    return SILENT
  }
  process.stdout.write(`${suggestion.text}\n`)
  process.stderr.write(`source: ${suggestion.source}, model: ${suggestion.model}, ${ms} ms\n`)
  return SUGGESTED
}

function complain(problem: string): number {
  process.stderr.write(`midfill: ${problem}\n`)
  return FAILED
}
