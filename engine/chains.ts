// Tokens of texts that change: places linked by the hash of their last tokens, newest first.
import { type Chain, mixed, ORDERS, powerOfTwo } from './links.ts'
import { TokenList } from './token-list.ts'
import { BOUNDARY, grown } from './vocabulary.ts'

const FEW_PLACES = 256

export class Chains {
  readonly tokens: TokenList
  /** Longest order first; each has one table of heads. */
  readonly chains: readonly Chain[]

  /** It has room for so many tokens at first. */
  constructor(places = FEW_PLACES) {
    this.tokens = new TokenList(places)
    this.chains = ORDERS.map((order) => ({
      order,
      heads: [new Int32Array(powerOfTwo(places))],
      others: new Int32Array(places),
    }))
  }

  get bytes(): number {
    const { ids, gaps } = this.tokens
    const tables = this.chains.flatMap(({ heads, others }) => [...heads, others])
    return [ids, gaps, ...tables].reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** Takes a text in behind a boundary; returns its first place. It becomes the nearest one. */
  add(text: TokenList): number {
    this.tokens.push(BOUNDARY, 0)
    const first = this.tokens.count
    this.tokens.append(text)
    const from = this.#makeRoom(this.tokens.count) ? 1 : first
    // The last token is not linked: nothing is known to follow it.
    link(this.tokens.ids, this.chains, from, this.tokens.count - 1)
    return first
  }

  /** True: all heads are empty, for they were outgrown. */
  #makeRoom(count: number): boolean {
    const isOutgrown = this.chains.some(({ heads: [heads] }) => (heads?.length ?? 0) < count)
    for (const chain of this.chains) {
      if (chain.others.length < count) chain.others = grown(chain.others, Int32Array, count)
      if (isOutgrown) chain.heads = [new Int32Array(powerOfTwo(count * 1.5))]
    }
    return isOutgrown
  }
}

/**
 * Links the places of `[from, to)`; one whose context reaches across a boundary is not found. The hash of more tokens
 * goes on from that of fewer: a loop over orders would take half as long again.
 */
function link(ids: Int32Array, chains: readonly Chain[], from: number, to: number): void {
  const [heads4, heads2, heads1] = chains.map(({ heads }) => heads[0])
  const [others4, others2, others1] = chains.map(({ others }) => others)
  for (let place = from; place < to; place++) {
    const first = ids[place] ?? BOUNDARY
    if (first === BOUNDARY) continue
    let hash = mixed(0, first)
    put(heads1, others1, hash, place)
    const second = ids[place - 1] ?? BOUNDARY
    if (second === BOUNDARY) continue
    hash = mixed(hash, second)
    put(heads2, others2, hash, place)
    const third = ids[place - 2] ?? BOUNDARY
    const fourth = ids[place - 3] ?? BOUNDARY
    if (third === BOUNDARY || fourth === BOUNDARY) continue
    put(heads4, others4, mixed(mixed(hash, third), fourth), place)
  }
}

function put(
  heads: Int32Array | undefined,
  others: Int32Array | undefined,
  hash: number,
  place: number,
): void {
  if (!heads || !others) return
  const bucket = hash & (heads.length - 1)
  others[place] = heads[bucket] ?? 0
  heads[bucket] = place + 1
}
