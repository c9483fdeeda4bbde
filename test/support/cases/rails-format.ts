// Cases in the Rails format: what GitLab and editors send to the gateway, and what they need back.
import { CLAIMS, INSTANCE, USER } from './asker.ts'
import type { Case, Expectation, ExpectedEvent, Json, JsonObject, ModelScript } from './case.ts'
import { filled, filledTexts } from './fill.ts'
import { setAt } from './paths.ts'

export interface RailsRow {
  id: string
  method: string
  path: string
  headers: Record<string, string>
  body: Json
  expect: ExpectRow
}

interface ExpectRow {
  kind: string
  given?: Record<string, string>
  status?: number
  status_in?: number[]
  content_type?: string
  headers?: JsonObject
  headers_absent?: string[]
  json?: Json
  json_has?: string[]
  json_match?: Record<string, string>
  stream?: string
  flush?: string
  sse?: string[]
  deadline_ms?: number
}

/** Editors that ask directly name no model: the gateway's own is for them. */
const DEFAULT_MODEL = { MIDFILL_MODEL_URL: '{{model}}/v1' }
/** Where headers must not wait for the first token, the model takes this long for it. */
const SLOW_MODEL_MS = 1_000
/** A model server that is there; a port where none can be stays as it is. */
const MODEL_HOSTS = [
  'http://model.test:8000',
  'http://ollama.test:11434',
  'https://api.openai.test',
]
const PLACEHOLDERS = new Map([
  ...MODEL_HOSTS.map((host) => [host, '{{model}}'] as const),
  ['@instance', INSTANCE],
  ['@guid', USER],
  ['@gateway_issued_jwt', '{{issued}}'],
])

export function fromRailsFormat(row: RailsRow): Omit<Case, 'file'> {
  const { headers, claims } = tokenIn(row.headers)
  const slowness = row.expect.flush ? { headersAfterMs: SLOW_MODEL_MS } : {}
  const model = { ...scriptOf(row.expect.given?.model), ...slowness }
  const body = row.body === null ? undefined : filled(repeated(row.body), PLACEHOLDERS)
  const isDirect = row.path === '/v2/completions'
  return {
    id: row.id,
    env: isDirect ? DEFAULT_MODEL : {},
    method: row.method,
    path: row.path,
    headers: filledTexts(headers, PLACEHOLDERS),
    claims: { ...CLAIMS, ...claims },
    body,
    model,
    expect: expectationOf(row.expect, (model.chunks ?? []).join('')),
  }
}

/** `@jwt` and `@jwt(k=v)`; values are JSON or Python's lists. */
function tokenIn(headers: Record<string, string>) {
  const claims: JsonObject = {}
  const entries = Object.entries(headers).map(([name, value]) => {
    const [match, given = ''] = /@jwt(?:\((.*)\))?/.exec(value) ?? []
    for (const [, claim = '', text = ''] of given.matchAll(/(\w+)=(\[.*?\]|[^,]+)/g)) {
      claims[claim] = asJson(text.replaceAll("'", '"'))
    }
    return [name, match ? value.replace(match, '{{token}}') : value]
  })
  return { headers: Object.fromEntries(entries), claims }
}

function repeated(json: Json): Json {
  if (typeof json === 'string') {
    const [, text, times] = /^@repeat\('(.*)',\s*(\d+)\)$/s.exec(json) ?? []
    return text === undefined ? json : text.replaceAll('\\n', '\n').repeat(Number(times))
  }
  if (Array.isArray(json)) return json.map(repeated)
  if (json === null || typeof json !== 'object') return json
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, repeated(value)]))
}

/** What cases say of the model server, in the words that occur. */
function scriptOf(given: string | undefined): ModelScript {
  if (given === undefined || /refused/.test(given)) return { chunks: ['return ', 'value'] }
  if (/returns empty text/.test(given)) return { chunks: [''] }
  if (/never answers/.test(given)) return { hangs: true }
  const [, text] = /returns '(.*)'/.exec(given) ?? []
  if (text !== undefined) return { chunks: [text] }
  const [, parameter] = /Unsupported parameter: '(\w+)'/.exec(given) ?? []
  if (parameter) {
    const message = given.replace(/^400 /, '')
    return { chunks: ['x = 1'], refuses: { member: parameter, status: 400, message } }
  }
  const [, status] = /^(?:upstream )?(\d{3})/.exec(given) ?? []
  if (!status) throw new Error(`unknown: given.model "${given}"`)
  const [, served] = /GET \/models lists (\S+)/.exec(given) ?? []
  const message = 'The model does not exist.'
  return served
    ? { serves: [served], refuses: { member: 'model', status: Number(status), message } }
    : { status: Number(status) }
}

function expectationOf(row: ExpectRow, modelText: string): Expectation {
  const json = jsonPattern(row)
  const text = row.stream === undefined ? undefined : streamPattern(row.stream, modelText)
  return {
    status: row.status_in ?? [row.status ?? 200],
    headers: headerPattern(row),
    ...(json === undefined ? {} : { json }),
    ...(text === undefined ? {} : { text }),
    ...(row.sse ? { events: row.sse.map(eventOf) } : {}),
    ...(row.flush ? { beginsWithinMs: SLOW_MODEL_MS - 200 } : {}),
    ...(row.deadline_ms === undefined ? {} : { withinMs: row.deadline_ms }),
  }
}

function headerPattern(row: ExpectRow): JsonObject {
  const given = Object.entries(row.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ])
  const absent = (row.headers_absent ?? []).map((name) => [name.toLowerCase(), '$absent'])
  const type = row.content_type ? [['content-type', `/^${row.content_type}(;|$)/`]] : []
  return Object.fromEntries([...given, ...absent, ...type])
}

/** `a.b`: is there. `a.b=1`: has this value. `a.b:int`: is of this kind. */
function jsonPattern(row: ExpectRow): Json | undefined {
  if (row.json !== undefined) return { $is: row.json }
  const pattern: JsonObject = {}
  for (const claim of row.json_has ?? []) {
    const [, path = '', sign, rest = ''] = /^([^=:]+)([=:])?(.*)$/.exec(claim) ?? []
    setAt(pattern, path, sign === '=' ? asJson(rest) : sign === ':' ? `$${rest}` : '*')
  }
  for (const [path, source] of Object.entries(row.json_match ?? {})) {
    setAt(pattern, path, `/${source}/i`)
  }
  return Object.keys(pattern).length > 0 ? pattern : undefined
}

function streamPattern(words: string, modelText: string): string {
  if (/newline-delimited/.test(words)) return '/^\\{"type"/'
  return `/^(?![\\s\\S]*^(?:data|event):)[\\s\\S]*${modelText}$/m`
}

const EVENT_DATA: Record<string, Json> = {
  stream_start: { metadata: { timestamp: '$int' } },
  content_chunk: { choices: [{ delta: { content: '$string' } }] },
  stream_end: null,
}

function eventOf(words: string): ExpectedEvent {
  const [name = ''] = /stream_start|content_chunk|stream_end/.exec(words) ?? []
  const data = EVENT_DATA[name]
  return data === undefined ? { name } : { name, data }
}

/** A value written without quotation marks is text. */
function asJson(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
