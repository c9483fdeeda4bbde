// Our own cases: a request of requests.ts, what is different in it, and what comes back.
import { CLAIMS, INSTANCE, USER } from './asker.ts'
import type { Case, CaseRequest, Expectation, Json, JsonObject, ModelScript } from './case.ts'
import { setAt } from './paths.ts'
import { REQUESTS } from './requests.ts'

interface RequestRow {
  /** A request of requests.ts. */
  like?: string
  method?: string
  path?: string
  /** Places in its body that are different; `$absent` takes a place away. */
  set?: JsonObject
  /** Instead of its body. */
  body?: Json
  /** Headers that are different; null takes one away. */
  headers?: Record<string, string | null>
  /** Claims that are different; `none`: no access token; `issued`: one of the gateway; `bypass`: nobody is asked. */
  token?: JsonObject | 'none' | 'issued' | 'bypass'
}

export interface OwnRow extends RequestRow {
  id: string
  env?: Record<string, string>
  /** Requests that come first. */
  before?: RequestRow[]
  /** What the model server answers; a text is an answer in one piece. */
  model?: ModelScript | string
  expect: OwnExpectation
}

interface OwnExpectation extends Omit<Expectation, 'status'> {
  /** Default: 200. */
  status?: number | number[]
  /** The text of the only choice; null: there is none. */
  suggests?: string | null
  /** 422 with a problem at this place of the body. */
  invalid?: string
}

const BYPASS = { AIGW_AUTH__BYPASS_EXTERNAL: 'true' }

const TYPE = { 'Content-Type': 'application/json' }
const IDENTITY = {
  'X-Gitlab-Authentication-Type': 'oidc',
  'X-Gitlab-Instance-Id': INSTANCE,
  'X-Gitlab-Global-User-Id': USER,
  'X-Gitlab-Realm': 'self-managed',
}

export function fromOwnFormat(row: OwnRow): Omit<Case, 'file'> {
  const model = row.model ?? { chunks: ['return ', 'value'] }
  return {
    id: row.id,
    env: { ...(row.token === 'bypass' ? BYPASS : {}), ...row.env },
    ...requestOf(row),
    before: (row.before ?? []).map(requestOf),
    model: typeof model === 'string' ? { chunks: [model] } : model,
    expect: expectationOf(row.expect),
  }
}

function requestOf(row: RequestRow): CaseRequest {
  const named = row.like === undefined ? undefined : REQUESTS[row.like]
  if (row.like !== undefined && !named) throw new Error(`no request "${row.like}"`)
  return {
    method: row.method ?? named?.method ?? 'POST',
    path: row.path ?? named?.path ?? '/',
    headers: headersOf(row),
    claims: typeof row.token === 'object' ? { ...CLAIMS, ...row.token } : CLAIMS,
    body: bodyOf(row, named?.body),
  }
}

function headersOf({ token, headers = {}, method }: RequestRow): Record<string, string> {
  const isAnonymous = token === 'none' || token === 'bypass'
  const bearer = token === 'issued' ? '{{issued}}' : '{{token}}'
  const sent = {
    ...(method === 'GET' ? {} : TYPE),
    ...(isAnonymous ? {} : { Authorization: `Bearer ${bearer}`, ...IDENTITY }),
    ...headers,
  }
  const kept = Object.entries(sent).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )
  return Object.fromEntries(kept)
}

function bodyOf(row: RequestRow, named: Json | undefined): Json | undefined {
  if (row.body !== undefined) return expanded(row.body)
  if (typeof named !== 'object' || named === null || Array.isArray(named)) return named
  const body = structuredClone(named)
  for (const [path, value] of Object.entries(row.set ?? {})) {
    setAt(body, path, value === '$absent' ? undefined : expanded(value))
  }
  return body
}

/** `{"$repeat": ["text", 3]}` is a long text, `{"$list": [item, 3]}` a long list. */
function expanded(json: Json): Json {
  if (Array.isArray(json)) return json.map(expanded)
  if (json === null || typeof json !== 'object') return json
  const [[name, argument] = []] = Object.entries(json)
  if (Array.isArray(argument)) {
    const [item = null, times] = argument
    if (name === '$repeat') return String(item).repeat(Number(times))
    if (name === '$list') return Array.from({ length: Number(times) }, () => expanded(item))
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, expanded(value)]))
}

function expectationOf({ status, suggests, invalid, ...rest }: OwnExpectation): Expectation {
  const json = suggests === undefined ? rest.json : withChoices(rest.json, suggests)
  if (invalid !== undefined) return { ...rest, status: [422], json: invalidPattern(invalid) }
  return { ...rest, status: [status ?? 200].flat(), ...(json === undefined ? {} : { json }) }
}

function withChoices(json: Json | undefined, text: string | null): Json {
  const pattern = typeof json === 'object' && !Array.isArray(json) ? json : {}
  return { ...pattern, choices: text === null ? [] : [{ text: { $is: text }, index: 0 }] }
}

/** GitLab shows `detail[0].msg` to an administrator; the other members are ours. */
const invalidPattern = (place: string): Json => ({
  detail: {
    $each: { loc: '$array', msg: '$non-empty', type: '$non-empty' },
    $some: { loc: { $is: locOf(place) } },
  },
  code: 'invalid_request',
  message: '$non-empty',
})

const locOf = (place: string): Json =>
  ['body', ...place.split('.')]
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
