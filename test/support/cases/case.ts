// One black-box case of the gateway, whatever file format it was written in.

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [member: string]: Json
}

/**
 * In the strings of a request and of `env`, `{{model}}` stands for the URL of the model server without `/v1`,
 * `{{token}}` for an access token with the claims of the case, `{{issued}}` for one that the gateway issued.
 */
export interface CaseRequest {
  method: string
  /** Sent as it is, not normalised. */
  path: string
  headers: Record<string, string>
  /** Times may be written `now-60`. `_alg` and `_key` say how the access token is signed. */
  claims: JsonObject
  /** A string is sent as it is, anything else as JSON; undefined: no body. */
  body: Json | undefined
}

export interface Case extends CaseRequest {
  id: string
  /** Where it is written. */
  file: string
  /** What differs from the environment of every case. */
  env: Record<string, string>
  /** Sent first; what comes back does not matter. */
  before?: CaseRequest[]
  model: ModelScript
  expect: Expectation
}

export interface ModelScript {
  /** The answer's text, in the pieces in which a stream sends it. */
  chunks?: string[]
  usage?: { prompt_tokens: number; completion_tokens: number }
  finishReason?: string
  alternatives?: string[]
  status?: number
  headers?: Record<string, string>
  rawBody?: string
  cutAfterChunks?: number
  headersAfterMs?: number
  pauseMs?: number
  hangs?: boolean
  onlyChats?: boolean
  /** A request whose body has this member is refused. */
  refuses?: { member: string; status: number; message: string }
  /** What the server lists as its models. */
  serves?: string[]
}

/** Every `Json` here is a pattern: see match.ts. Members that are left out are not looked at. */
export interface Expectation {
  /** Any of these. */
  status: number[]
  headers?: JsonObject
  json?: Json
  /** The whole body as text. */
  text?: Json
  /** Server-sent events that must come in this order; others may stand between. */
  events?: ExpectedEvent[]
  /** The `content_chunk` events, joined. */
  streamed?: string
  /** `crlf`: no line of the body ends otherwise. */
  lineEnds?: 'crlf'
  /** The connection breaks before the body is complete. */
  isCut?: boolean
  /** The claims of the access token in the answer's `token`. */
  claims?: JsonObject
  withinMs?: number
  /** Status and headers come this soon, whatever the body does. */
  beginsWithinMs?: number
  /** What the model server must have been sent last; null: nothing. */
  sent?: ExpectedCall | null
}

export interface ExpectedEvent {
  name: string
  data?: Json
}

/** Describes content, not the wire dialect: a prompt may travel as a message or as the text of a completion. */
export interface ExpectedCall {
  path?: Json
  headers?: JsonObject
  body?: JsonObject
  /** The last message, or the text of a completion. */
  prompt?: string
  promptContains?: string[]
  promptLacks?: string[]
  messages?: Json[]
  hasSystemMessage?: boolean
}
