// Places linked by the hash of the tokens before them.
import { BOUNDARY } from './vocabulary.ts'

/** Tokens at the end of a context by which places are found, longest first. */
export const ORDERS = [4, 2, 1] as const

/** Fibonacci hashing: 2^32 divided by the golden ratio, made odd. */
const HASH_FACTOR = 0x9e3779b1

/** Places linked by the hash of their last `order` tokens, the one linked last at the head. */
export interface Chain {
  /** Tokens at the end of a context by which places are found. Longer agreement is then counted. */
  readonly order: number
  /** By hash: the first place + 1, or 0. A power of two long; places of the second table come behind those of the first. */
  heads: readonly Int32Array[]
  /** By place: the next place + 1, or 0. */
  others: Int32Array
}

/** The place + 1 to look at first for a context (last token first); 0 when there is none. */
export function headOf(heads: Int32Array, order: number, context: Int32Array): number {
  let hash = 0
  for (let i = 0; i < order; i++) {
    const id = context[i] ?? BOUNDARY
    if (id === BOUNDARY) return 0
    hash = mixed(hash, id)
  }
  return heads[hash & (heads.length - 1)] ?? 0
}

/** Puts a place before those that are linked already; one whose context reaches across a boundary is not found. */
export function link(chain: Chain, table: number, ids: Int32Array, place: number): void {
  const heads = chain.heads[table]
  const hash = hashAt(ids, place, chain.order)
  if (!heads || hash < 0) return
  const bucket = hash & (heads.length - 1)
  chain.others[place] = heads[bucket] ?? 0
  heads[bucket] = place + 1
}

/** Takes out the place that was linked last of all that are linked. */
export function unlink(chain: Chain, table: number, ids: Int32Array, place: number): void {
  const heads = chain.heads[table]
  const hash = hashAt(ids, place, chain.order)
  if (heads && hash >= 0) heads[hash & (heads.length - 1)] = chain.others[place] ?? 0
}

/** The hash of the `order` tokens up to and with `place`, not negative; -1: a boundary is among them. */
function hashAt(ids: Int32Array, place: number, order: number): number {
  let hash = 0
  for (let at = place; at > place - order; at--) {
    const id = ids[at] ?? BOUNDARY
    if (id === BOUNDARY) return -1
    hash = mixed(hash, id)
  }
  return hash & 0x7fffffff
}

export function mixed(hash: number, id: number): number {
  const next = Math.imul(hash ^ id, HASH_FACTOR)
  return next ^ (next >>> 15)
}

/** Tables of heads are at least as long as this. */
export const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(least))
