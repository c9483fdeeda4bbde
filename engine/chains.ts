// Tokens of texts that change: places linked by the hash of their last tokens, newest first.
import { TokenList } from './token-list.ts'
import { BOUNDARY, grown } from './vocabulary.ts'

/** Tokens at the end of a context by which places are found. Longer agreement is then counted. */
type Order = 4 | 2 | 1
const CHAIN_ORDERS: readonly Order[] = [4, 2, 1]
/** Fibonacci hashing: 2^32 divided by the golden ratio, made odd. */
const HASH_FACTOR = 0x9e3779b1
const FIRST_BUCKETS = 256

/** Places linked by the hash of their last `order` tokens, the one linked last at the head. */
export interface Chain {
  order: Order
  /** By hash: the first place + 1, or 0. Its length is a power of two. */
  heads: Int32Array
  /** By place: the next place + 1, or 0. */
  others: Int32Array
}

/** Which end of a text is found first. */
type Nearest = 'first' | 'last'

export class Chains {
  readonly tokens = new TokenList()
  /** Longest order first. */
  readonly chains: readonly Chain[]

  constructor(orders: readonly Order[] = CHAIN_ORDERS) {
    this.chains = orders.map((order) => ({
      order,
      heads: new Int32Array(FIRST_BUCKETS),
      others: new Int32Array(0),
    }))
  }

  get bytes(): number {
    const { ids, gaps } = this.tokens
    const links = this.chains.reduce((sum, c) => sum + c.heads.byteLength + c.others.byteLength, 0)
    return ids.byteLength + gaps.byteLength + links
  }

  /** Takes a text in behind a boundary; returns its first place. It becomes the nearest one. */
  add(text: TokenList, nearest: Nearest): number {
    this.tokens.push(BOUNDARY, 0)
    const first = this.tokens.count
    this.tokens.append(text)
    // The last token is not linked: nothing is known to follow it.
    const last = this.tokens.count - 2
    this.#makeRoom(this.tokens.count, first)
    this.#link(first, last, nearest)
    return first
  }

  /** Empties it for `count` tokens: what grows later is linked again, with the last one nearest wherever it was. */
  clear(count = 0): void {
    this.tokens.count = 0
    for (const chain of this.chains) chain.heads.fill(0)
    this.#makeRoom(count, 1)
  }

  /** The place + 1 to look at first for a context (last token first); 0 when there is none. */
  headOf(chain: Chain, context: Int32Array): number {
    let hash = 0
    for (let i = 0; i < chain.order; i++) {
      const id = context[i] ?? BOUNDARY
      if (id === BOUNDARY) return 0
      hash = mixed(hash, id)
    }
    return chain.heads[hash & (chain.heads.length - 1)] ?? 0
  }

  /** Links what stands before `first` again where it outgrew its heads. */
  #makeRoom(count: number, first: number): void {
    const isOutgrown = this.chains.some(({ heads }) => heads.length < count)
    for (const chain of this.chains) {
      if (chain.others.length < count) chain.others = grown(chain.others, Int32Array, count)
      if (isOutgrown) chain.heads = new Int32Array(2 ** Math.ceil(Math.log2(count * 1.5)))
    }
    if (isOutgrown) this.#link(1, first - 2, 'last')
  }

  /** Links the places of `[first, last]`; one whose context reaches across a boundary is not found. */
  #link(first: number, last: number, nearest: Nearest): void {
    const chainOf = (order: Order) => this.chains.find((chain) => chain.order === order)
    const byOrder = { one: chainOf(1), two: chainOf(2), four: chainOf(4) }
    const count = Math.max(0, last - first + 1)
    const way = nearest === 'last' ? { from: first, step: 1 } : { from: last, step: -1 }
    link(this.tokens.ids, byOrder, { ...way, count })
  }
}

/** The hash of more tokens goes on from that of fewer. A loop over orders would take half as long again. */
function link(
  ids: Int32Array,
  { one, two, four }: Record<'one' | 'two' | 'four', Chain | undefined>,
  { from, step, count }: { from: number; step: number; count: number },
): void {
  const behind = from + step * count
  for (let place = from; place !== behind; place += step) {
    const first = ids[place] ?? BOUNDARY
    if (first === BOUNDARY) continue
    let hash = mixed(0, first)
    put(one, hash, place)
    const second = ids[place - 1] ?? BOUNDARY
    if (second === BOUNDARY) continue
    hash = mixed(hash, second)
    put(two, hash, place)
    const third = ids[place - 2] ?? BOUNDARY
    const fourth = ids[place - 3] ?? BOUNDARY
    if (third === BOUNDARY || fourth === BOUNDARY) continue
    put(four, mixed(mixed(hash, third), fourth), place)
  }
}

function put(chain: Chain | undefined, hash: number, place: number): void {
  if (!chain) return
  const { heads, others } = chain
  const bucket = hash & (heads.length - 1)
  others[place] = heads[bucket] ?? 0
  heads[bucket] = place + 1
}

function mixed(hash: number, id: number): number {
  const next = Math.imul(hash ^ id, HASH_FACTOR)
  return next ^ (next >>> 15)
}
