// All texts as one array of tokens, and for every token the earlier places with the same context.
import { boundedSources, type Hole } from './hole.ts'
import { type IndentStyle, indentStyleOf } from './indentation.ts'
import type { EngineSource, Evidence } from './suggestion.ts'
import { gapBefore, type TokenizedText, tokenize } from './tokens.ts'
import { BOUNDARY, createVocabulary, type Vocabulary } from './vocabulary.ts'

/** Tokens at the end of a context by which places are found. Longer agreement is then counted. */
const CHAIN_ORDERS = [4, 2, 1]

/** As much as a place far away in the current file, which says more about its own next line. */
const SOURCE_WEIGHT = 1
/** A place at the cursor counts this much more than one far away in the same file, … */
const NEARNESS = 1
/** … and half of that at this distance. */
const NEARNESS_HALF_TOKENS = 250

const CURRENT_FILE: Evidence = { kind: 'current_file' }

/** Fibonacci hashing: 2^32 divided by the golden ratio, made odd. */
const HASH_FACTOR = 0x9e3779b1

/** One of the texts: where it stands in the array, and which end of it is near to the cursor. */
export interface Part {
  first: number
  tokens: TokenizedText
  evidence: Evidence
  nearEnd: 'first' | 'last' | 'none'
}

/** Places linked by the hash of their last `order` tokens, nearest to the cursor first. */
export interface Chain {
  order: number
  /** By hash: the nearest place + 1, or 0. */
  heads: Int32Array
  /** By place: the next nearest place + 1, or 0. */
  others: Int32Array
}

export interface Store {
  vocabulary: Vocabulary
  /** How the current file indents. */
  style: IndentStyle
  /** Every part behind a boundary, the prefix last; then room for what is predicted. */
  ids: Int32Array
  /** Tokens in `ids` so far. What is predicted is appended, and so becomes context. */
  count: number
  parts: Part[]
  /** By place: index of its part. */
  owners: Uint8Array
  chains: Chain[]
}

export interface StoreOptions {
  hole: Hole
  sources: readonly EngineSource[]
  /** Most tokens that will be appended. */
  room: number
  isPastDeadline: () => boolean
}

export function buildStore({ hole, sources, room, isPastDeadline }: StoreOptions): Store {
  const vocabulary = createVocabulary()
  const style = indentStyleOf(hole.before + hole.after)
  const parts: Part[] = []
  for (const { name, text } of boundedSources(hole, sources)) {
    if (isPastDeadline()) break
    const tokens = tokenize(text, { vocabulary, style: indentStyleOf(text) })
    parts.push({ first: 0, tokens, evidence: { kind: 'source', name }, nearEnd: 'none' })
  }
  // Farthest first: chains are walked from the place that was linked last.
  parts.reverse()
  const after = tokenize(hole.after, { vocabulary, style, columns: hole.columns })
  parts.push({ first: 0, tokens: after, evidence: CURRENT_FILE, nearEnd: 'first' })
  const before = tokenize(hole.before, { vocabulary, style })
  parts.push({ first: 0, tokens: before, evidence: CURRENT_FILE, nearEnd: 'last' })
  const store = { vocabulary, style, parts, ...placesOf(parts, room) }
  for (const chain of store.chains) linkAll(store, chain)
  return store
}

export function partAt(store: Store, place: number): Part | undefined {
  return store.parts[store.owners[place] ?? 0]
}

/** The blanks before the token at a place. */
export function gapAt(store: Store, place: number): string {
  const part = partAt(store, place)
  return part ? gapBefore(part.tokens, place - part.first) : ''
}

/** How much the token at a place counts as a witness. */
export function weightAt(store: Store, place: number): number {
  const part = partAt(store, place)
  if (!part || part.nearEnd === 'none') return SOURCE_WEIGHT
  const index = place - part.first
  const distance = part.nearEnd === 'first' ? index : part.tokens.count - index
  return 1 + (NEARNESS * NEARNESS_HALF_TOKENS) / (NEARNESS_HALF_TOKENS + distance)
}

/** First place to look at for the context that ends before `end`; 0 when there is none. */
export function headOf(store: Store, chain: Chain, end: number): number {
  const hash = hashOf(store.ids, end - 1, chain.order)
  return hash < 0 ? 0 : (chain.heads[hash & (chain.heads.length - 1)] ?? 0)
}

type Places = Pick<Store, 'ids' | 'count' | 'owners' | 'chains'>

/** Lays the parts out one behind another, and room for empty chains. */
function placesOf(parts: Part[], room: number): Places {
  const count = parts.reduce((sum, part) => sum + part.tokens.count + 1, 0)
  const ids = new Int32Array(count + room)
  const owners = new Uint8Array(count)
  let next = 0
  for (const [index, part] of parts.entries()) {
    ids[next] = BOUNDARY
    part.first = next + 1
    ids.set(part.tokens.ids.subarray(0, part.tokens.count), part.first)
    next = part.first + part.tokens.count
    owners.fill(index, part.first, next)
  }
  const buckets = 2 ** Math.ceil(Math.log2(count + 1))
  const chains = CHAIN_ORDERS.map((order) => ({
    order,
    heads: new Int32Array(buckets),
    others: new Int32Array(count),
  }))
  return { ids, count, owners, chains }
}

function linkAll(store: Store, chain: Chain): void {
  for (const part of store.parts) {
    // The last token is not linked: nothing is known to follow it.
    const last = part.first + part.tokens.count - 2
    if (part.nearEnd === 'first') {
      for (let place = last; place >= part.first; place--) link(store.ids, chain, place)
    } else {
      for (let place = part.first; place <= last; place++) link(store.ids, chain, place)
    }
  }
}

function link(ids: Int32Array, chain: Chain, place: number): void {
  const hash = hashOf(ids, place, chain.order)
  if (hash < 0) return
  const bucket = hash & (chain.heads.length - 1)
  chain.others[place] = chain.heads[bucket] ?? 0
  chain.heads[bucket] = place + 1
}

/** Hash of the `order` tokens up to and with `place`; -1 where a boundary is among them. */
function hashOf(ids: Int32Array, place: number, order: number): number {
  let hash = 0
  for (let at = place; at > place - order; at--) {
    const id = ids[at] ?? BOUNDARY
    if (id === BOUNDARY) return -1
    hash = Math.imul(hash ^ id, HASH_FACTOR)
    hash ^= hash >>> 15
  }
  return hash & 0x7fffffff
}
