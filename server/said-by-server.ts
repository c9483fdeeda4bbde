// What a model server says went wrong, without what it echoes: an echo holds code, which may say anything.
import { parseJson } from './providers/parse-json.ts'

/**
 * Members in which servers tell of a mistake: `error`, `message`, `param` as OpenAI does, `detail` with `loc` and `msg`
 * as FastAPI does, and `n_ctx` as llama.cpp does. FastAPI's `input` is the request.
 */
const TELLING: ReadonlySet<string> = new Set([
  ...['error', 'message', 'param', 'code', 'type', 'detail', 'loc', 'msg', 'n_ctx'],
])
/** Mistral's `message.detail[].loc[]` is the deepest that is known. */
const MAX_DEPTH = 6

/** For matching only: nothing of it may leave, since servers quote what they were sent in sentences as well. */
export function saidIn(body: string): string {
  const json = parseJson(body)
  if (json === undefined) return body
  const said: string[] = []
  gather(json, said, MAX_DEPTH)
  return said.join('\n')
}

function gather(json: unknown, said: string[], depth: number): void {
  if (typeof json === 'string') said.push(json)
  if (typeof json !== 'object' || json === null || depth === 0) return
  for (const [name, value] of Object.entries(json)) {
    if (!Array.isArray(json) && !TELLING.has(name)) continue
    if (typeof value === 'number') said.push(`${name}: ${value}`)
    else gather(value, said, depth - 1)
  }
}
