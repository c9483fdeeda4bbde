// The tokens that a prediction follows, last one first.
import { BOUNDARY } from './vocabulary.ts'

/** Agreement is counted up to here. */
export const CONTEXT_TOKENS = 32

export type Context = Int32Array

/** The last tokens of a list; boundaries where there are fewer. */
export function contextAt(ids: Int32Array, count: number): Context {
  const context = new Int32Array(CONTEXT_TOKENS)
  for (let i = 0; i < Math.min(CONTEXT_TOKENS, count); i++) {
    context[i] = ids[count - 1 - i] ?? BOUNDARY
    if (context[i] === BOUNDARY) break
  }
  return context
}

/** The context after one more token. */
export function withNext(context: Context, id: number): Context {
  const next = new Int32Array(CONTEXT_TOKENS)
  next.set(context.subarray(0, CONTEXT_TOKENS - 1), 1)
  next[0] = id
  return next
}

/** Tokens up to and with `place` that agree with the context. */
export function agreement(ids: Int32Array, place: number, context: Context): number {
  let length = 0
  while (length < CONTEXT_TOKENS) {
    const id = context[length] ?? BOUNDARY
    if (id === BOUNDARY || id !== ids[place - length]) break
    length++
  }
  return length
}
