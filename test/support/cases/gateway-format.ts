// Cases in the gateway format: what a caller of the gateway sends, what a fake model answers, what comes back.
import type { Case, Expectation, ExpectedCall, Json, JsonObject, ModelScript } from './case.ts'
import { filled, filledTexts } from './fill.ts'
import { beginning, containing } from './match.ts'
import { setAt } from './paths.ts'

export interface GatewayRow {
  id: string
  method: string
  path: string
  headers: Record<string, string>
  body: Json
  upstream: UpstreamRow | null
  setup: { claims: JsonObject; env: Record<string, string> }
  expect: ExpectRow
}

interface UpstreamRow {
  kind: string
  status?: number
  content?: string
  chunks?: string[]
  json?: Json
  usage?: { prompt_tokens: number; completion_tokens: number }
  expect_request?: CallRow
}

interface CallRow {
  path?: string
  authorization?: string
  last_message?: { role: string; content: string }
  last_message_contains?: string[]
  messages?: Json[]
  body_subset?: JsonObject
  body_contains?: string[]
  system_message_present?: boolean
}

interface ExpectRow {
  status: number
  headers?: JsonObject
  json?: Json
  json_subset?: JsonObject
  json_keys?: string[]
  json_set?: Record<string, Json[]>
  text?: string
  text_contains?: string[]
  detail_prefix?: string
  detail_contains?: string
  detail_list?: string[]
  choice_text_prefix?: string
  jwt_subset?: JsonObject
  sse?: { event: string; data?: Json }[]
  line_ending?: string
}

const PLACEHOLDERS = new Map([
  ['{{UPSTREAM}}', '{{model}}/v1'],
  ['{{JWT}}', '{{token}}'],
])
/** Every gateway here has a signing key; a case need not bring one. */
const ANY_KEY = '{{RSA_PEM}}'

export function fromGatewayFormat(row: GatewayRow): Omit<Case, 'file'> {
  const env = Object.entries(row.setup.env).filter(([, value]) => value !== ANY_KEY)
  const sent = row.upstream?.expect_request
  return {
    id: row.id,
    env: Object.fromEntries(env),
    method: row.method,
    path: row.path,
    headers: filledTexts(row.headers, PLACEHOLDERS),
    claims: row.setup.claims,
    body: row.body === null ? undefined : filled(row.body, PLACEHOLDERS),
    model: scriptOf(row.upstream),
    expect: { ...expectationOf(row.expect), ...(sent ? { sent: callOf(sent) } : {}) },
  }
}

function scriptOf(upstream: UpstreamRow | null): ModelScript {
  if (upstream?.kind === 'error') {
    return { status: upstream.status ?? 500, rawBody: JSON.stringify(upstream.json ?? {}) }
  }
  if (upstream?.kind === 'cdot') throw new Error('a customers portal is not played here')
  const chunks = upstream?.chunks ?? [upstream?.content ?? 'return value']
  return { chunks, ...(upstream?.usage ? { usage: upstream.usage } : {}) }
}

function callOf(row: CallRow): ExpectedCall {
  const contains = [...(row.last_message_contains ?? []), ...(row.body_contains ?? [])]
  return {
    ...(row.path === undefined ? {} : { path: `/v1${row.path}` }),
    ...(row.authorization === undefined ? {} : { headers: { authorization: row.authorization } }),
    ...(row.last_message ? { prompt: row.last_message.content } : {}),
    ...(contains.length > 0 ? { promptContains: contains } : {}),
    ...(row.messages ? { messages: row.messages } : {}),
    ...(row.body_subset ? { body: row.body_subset } : {}),
    ...(row.system_message_present === undefined
      ? {}
      : { hasSystemMessage: row.system_message_present }),
  }
}

function expectationOf(row: ExpectRow): Expectation {
  const json = jsonPattern(row)
  const text = row.text === undefined ? containingAll(row.text_contains) : { $is: row.text }
  return {
    status: [row.status],
    ...(row.headers ? { headers: row.headers } : {}),
    ...(json === undefined ? {} : { json }),
    ...(text === undefined ? {} : { text }),
    ...(row.jwt_subset ? { claims: timesIn(row.jwt_subset) } : {}),
    ...(row.sse ? { events: row.sse.map(({ event, ...rest }) => ({ name: event, ...rest })) } : {}),
    ...(row.line_ending ? { lineEnds: 'crlf' } : {}),
  }
}

function jsonPattern(row: ExpectRow): Json | undefined {
  if (row.json !== undefined) return { $is: row.json }
  const pattern: JsonObject = structuredClone(row.json_subset ?? {})
  for (const name of row.json_keys ?? []) pattern[name] ??= '*'
  for (const [path, items] of Object.entries(row.json_set ?? {})) {
    setAt(pattern, path, { $unordered: items })
  }
  const { detail_prefix: prefix, detail_contains: part, detail_list: members } = row
  if (prefix !== undefined) pattern.detail = { $says: beginning(prefix) }
  if (part !== undefined) pattern.detail = { $says: containing(part) }
  if (members) pattern.detail = { $each: Object.fromEntries(members.map((name) => [name, '*'])) }
  if (row.choice_text_prefix !== undefined) {
    pattern.choices = { 0: { text: beginning(row.choice_text_prefix) } }
  }
  return Object.keys(pattern).length > 0 ? pattern : undefined
}

function containingAll(texts: string[] = []): string | undefined {
  if (texts.length === 0) return undefined
  return `/^${texts.map((text) => `(?=[\\s\\S]*${containing(text).slice(1, -1)})`).join('')}/`
}

/** `now+3600` in claims that the gateway writes. */
function timesIn(claims: JsonObject): JsonObject {
  const patterns = Object.entries(claims).map(([name, claim]) => {
    const [, seconds] = /^now([+-]\d+)$/.exec(String(claim)) ?? []
    return [name, seconds === undefined ? claim : { $now: Number(seconds) }]
  })
  return Object.fromEntries(patterns)
}
