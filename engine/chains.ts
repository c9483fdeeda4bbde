// Tokens of texts that change: places linked by the hash of their last tokens, newest first.
import { TokenList } from './token-list.ts'
import { BOUNDARY, grown } from './vocabulary.ts'

/** Tokens at the end of a context by which places are found. Longer agreement is then counted. */
const CHAIN_ORDERS = [4, 2, 1]
/** Fibonacci hashing: 2^32 divided by the golden ratio, made odd. */
const HASH_FACTOR = 0x9e3779b1
const FIRST_BUCKETS = 256

/** Places linked by the hash of their last `order` tokens, the one linked last at the head. */
export interface Chain {
  order: number
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

  constructor(orders: readonly number[] = CHAIN_ORDERS) {
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
    for (const chain of this.chains) this.#link(chain, first, last, nearest)
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
    for (const chain of this.chains) {
      if (chain.others.length < count) chain.others = grown(chain.others, Int32Array, count)
      if (chain.heads.length >= count) continue
      chain.heads = new Int32Array(2 ** Math.ceil(Math.log2(count * 1.5)))
      this.#link(chain, 1, first - 2, 'last')
    }
  }

  /** Links the places of `[first, last]`; one whose context reaches across a boundary is not found. */
  #link({ order, heads, others }: Chain, first: number, last: number, nearest: Nearest): void {
    if (last < first) return
    const { ids } = this.tokens
    const mask = heads.length - 1
    const step = nearest === 'last' ? 1 : -1
    const behind = nearest === 'last' ? last + 1 : first - 1
    for (let place = nearest === 'last' ? first : last; place !== behind; place += step) {
      let hash = 0
      let left = order
      for (let at = place; left > 0; at--, left--) {
        const id = ids[at] ?? BOUNDARY
        if (id === BOUNDARY) break
        hash = mixed(hash, id)
      }
      if (left > 0) continue
      const bucket = hash & mask
      others[place] = heads[bucket] ?? 0
      heads[bucket] = place + 1
    }
  }
}

function mixed(hash: number, id: number): number {
  const next = Math.imul(hash ^ id, HASH_FACTOR)
  return next ^ (next >>> 15)
}
