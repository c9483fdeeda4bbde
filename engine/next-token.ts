// One step of prediction: every earlier place with the same context votes for what came after it.
import { type Chain, gapAt, headOf, type Store, weightAt } from './store.ts'
import { BOUNDARY, isBreak } from './vocabulary.ts'

/** Context lengths that are blended, from weak to strong. 0: words of the file, no context. */
const ORDERS = [0, 1, 2, 3, 4, 6, 9, 14]
/**
 * Weight of one unseen continuation; a place far away in the file weighs 1. Chosen on holes in
 * fastify and undici: with 1, tokens said to be 0.9 sure were right in 0.7 of the cases; with 3 said
 * and found are closer, though suggestions said to be 0.4 to 0.5 sure are right in 0.3.
 * Divided by the characters typed: each one agreeing makes an unseen word less probable.
 */
const ESCAPE = 3
/** Places looked at per chain. The nearest come first, so those left out matter least. */
const MAX_VISITS = 160
/** Agreement is counted up to here. Beyond it, places are told apart by nearness alone. */
const MAX_MATCH_TOKENS = 200

export interface NextToken {
  id: number
  /** The place that stands for it: longest match, then nearest. */
  place: number
  /** Agreeing tokens before `place`. */
  matchedTokens: number
  /** 0…1, given this context. */
  probability: number
}

/** What is known of the next token beside its context. */
export interface Constraint {
  /** It begins with this. Empty: anything may come. */
  typed: string
  /** A blank was typed before it. */
  isSpaced: boolean
}

interface Vote extends NextToken {
  /** Summed weights of the places that agree in at least `ORDERS[i]` tokens. */
  weights: number[]
}

/** The most probable next token, or undefined when no place agrees with the context. */
export function nextToken(store: Store, constraint: Constraint): NextToken | undefined {
  const votes = new Map<number, Vote>()
  let longer = Number.POSITIVE_INFINITY
  for (const chain of store.chains) {
    voteByContext(store, { chain, longer, constraint, votes })
    longer = chain.order
  }
  if (constraint.typed !== '') voteByWords(store, constraint.typed, votes)
  return strongest([...votes.values()], ESCAPE / Math.max(1, constraint.typed.length))
}

interface Round {
  chain: Chain
  /** Places that agree in so many tokens were counted with a longer chain. */
  longer: number
  constraint: Constraint
  votes: Map<number, Vote>
}

function voteByContext(store: Store, { chain, longer, constraint, votes }: Round): void {
  let found = headOf(store, chain, store.count)
  for (let visits = 0; found > 0 && visits < MAX_VISITS; visits++) {
    const place = found - 1
    found = chain.others[place] ?? 0
    const matchedTokens = agreement(store, place, Math.min(longer, MAX_MATCH_TOKENS))
    if (matchedTokens < chain.order || matchedTokens >= longer) continue
    if (isAllowed(store, place + 1, constraint)) vote(store, votes, place + 1, matchedTokens)
  }
}

/** Words of the file, whatever stands before them. */
function voteByWords(store: Store, typed: string, votes: Map<number, Vote>): void {
  const { numbers } = store.vocabulary
  const wanted = new Set<number>()
  for (const [word, id] of numbers) if (word.startsWith(typed)) wanted.add(id)
  if (wanted.size === 0) return
  for (const { evidence, first, tokens } of store.parts) {
    if (evidence.kind !== 'current_file') continue
    for (let place = first; place < first + tokens.count; place++) {
      if (wanted.has(store.ids[place] ?? BOUNDARY)) vote(store, votes, place, 0)
    }
  }
}

function isAllowed(store: Store, place: number, { typed, isSpaced }: Constraint): boolean {
  const id = store.ids[place] ?? BOUNDARY
  if (id === BOUNDARY) return false
  if (typed !== '') return store.vocabulary.words[id]?.startsWith(typed) ?? false
  return !isSpaced || (!isBreak(id) && gapAt(store, place) !== '')
}

/** Tokens before `place + 1` that agree with the end of the store, counted up to `most`. */
function agreement({ ids, count }: Store, place: number, most: number): number {
  let length = 0
  while (length < most) {
    const id = ids[place - length] ?? BOUNDARY
    if (id === BOUNDARY || id !== ids[count - 1 - length]) break
    length++
  }
  return length
}

function vote(store: Store, votes: Map<number, Vote>, place: number, matchedTokens: number): void {
  const id = store.ids[place] ?? BOUNDARY
  let found = votes.get(id)
  if (!found) {
    found = { id, place, matchedTokens, probability: 0, weights: ORDERS.map(() => 0) }
    votes.set(id, found)
  }
  if (matchedTokens > found.matchedTokens) Object.assign(found, { place, matchedTokens })
  const weight = weightAt(store, place)
  for (const [index, order] of ORDERS.entries()) {
    if (order > matchedTokens || (order === 0 && matchedTokens > 0)) continue
    found.weights[index] = (found.weights[index] ?? 0) + weight
  }
}

/**
 * Blends the orders from weak to strong. Each gives away a share to the one below, the larger the
 * fewer and the more varied its witnesses are (Witten and Bell's escape, as in PPM).
 */
function strongest(votes: Vote[], unseen: number): NextToken | undefined {
  for (let order = 0; order < ORDERS.length; order++) {
    const total = votes.reduce((sum, { weights }) => sum + (weights[order] ?? 0), 0)
    if (total === 0) continue
    const distinct = votes.filter(({ weights }) => (weights[order] ?? 0) > 0).length
    const escaped = unseen * distinct
    for (const vote of votes) {
      const share = (vote.weights[order] ?? 0) + escaped * vote.probability
      vote.probability = share / (total + escaped)
    }
  }
  let best: Vote | undefined
  for (const vote of votes) if (vote.probability > (best?.probability ?? 0)) best = vote
  return best
}
