// `a.b[0].c` or `a.b.0.c`: a place inside JSON.
import type { Json, JsonObject } from './case.ts'

export const pathParts = (path: string): string[] => path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')

/** Puts a value at a place, making objects on the way; undefined takes away what is there. */
export function setAt(json: JsonObject, path: string, value: Json | undefined): void {
  const parts = pathParts(path)
  const last = parts.pop() ?? ''
  let at: JsonObject | Json[] = json
  for (const part of parts) {
    const next: Json | undefined = memberOf(at, part)
    at = typeof next === 'object' && next !== null ? next : putMember(at, part, {})
  }
  if (value === undefined) removeMember(at, last)
  else putMember(at, last, value)
}

const memberOf = (at: JsonObject | Json[], part: string): Json | undefined =>
  Array.isArray(at) ? at[Number(part)] : at[part]

function putMember<T extends Json>(at: JsonObject | Json[], part: string, value: T): T {
  if (Array.isArray(at)) at[Number(part)] = value
  else at[part] = value
  return value
}

function removeMember(at: JsonObject | Json[], part: string): void {
  if (Array.isArray(at)) at.splice(Number(part), 1)
  else delete at[part]
}
