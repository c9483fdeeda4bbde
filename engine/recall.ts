// Finds earlier places with the same context and lets them vote for what came after them.
import { type Ballot, IN_CHANGED, IN_FILE, IN_RESTING, type Vote } from './ballot.ts'
import { type Constraint, isAllowed } from './constraint.ts'
import { agreement, CONTEXT_TOKENS, type Context } from './context.ts'
import { type Chain, headOf } from './links.ts'
import { recallWords } from './recall-words.ts'
import { weightOf } from './relations.ts'
import { type Range, SORTED_DEPTH } from './sorted-places.ts'
import { nearnessWeight, type Sources } from './sources.ts'
import { BOUNDARY } from './vocabulary.ts'
import type { Workspace } from './workspace.ts'

/** Places looked at per chain. The nearest come first, so those left out matter least. */
const CHAIN_VISITS = 120
/** Places looked at per length of agreement in the resting workspace, spread evenly over all. */
const RANGE_VISITS = 40
/** Where only words with a given beginning count, most places do not: more are looked at. */
const TYPED_VISITS = 800

const CHANGED = 2

const NOTHING = new Int32Array(0)
/** The one that is being cast. Made once: there are thousands of them in an answer. */
const VOTE: Vote = { place: 0, where: IN_FILE, match: 0, weight: 0, alike: 0 }
const RANGES: Range[] = Array.from({ length: SORTED_DEPTH }, () => ({ start: 0, end: 0 }))

/** Fills the ballot with what may come after a context. */
export function recall(
  ballot: Ballot,
  sources: Sources,
  context: Context,
  constraint: Constraint,
): void {
  ballot.begin(sources.vocabulary.count)
  const following = constraint.isFurther ? NOTHING : sources.file.following
  sources.likeness.begin(context, following, sources.vocabulary)
  const isFree = constraint.typed === ''
  const asked = {
    ballot,
    sources,
    context,
    constraint,
    visits: isFree ? CHAIN_VISITS : TYPED_VISITS,
  }
  recallFile(asked)
  if (sources.workspace) {
    recallChanged(asked, sources.workspace)
    recallResting(asked, sources.workspace)
  }
  if (!isFree) recallWords(ballot, sources, constraint.typed)
  ballot.blend()
}

interface Asked {
  ballot: Ballot
  sources: Sources
  context: Context
  constraint: Constraint
  visits: number
}

function recallFile(asked: Asked): void {
  const { ballot, sources, constraint } = asked
  const { around } = sources.file
  const { ids, gaps } = around
  const { likeness, vocabulary } = sources
  VOTE.where = IN_FILE
  forEachPlace(ids, around.chains, asked, (place, match) => {
    const id = ids[place] ?? BOUNDARY
    if (!isAllowed(vocabulary, constraint, id, gaps[place] ?? 0)) return
    const distance = around.distanceOf(place)
    likeness.standInFile(distance, !around.isAbove(place))
    VOTE.place = place
    VOTE.match = match
    VOTE.weight = nearnessWeight(distance)
    likeness.weigh(ids, VOTE)
    ballot.vote(id, VOTE)
  })
}

function recallChanged(asked: Asked, { changed }: Workspace): void {
  const { ballot, sources, constraint } = asked
  const { likeness, vocabulary } = sources
  const { ids, gaps } = changed.chains.tokens
  VOTE.where = IN_CHANGED
  forEachPlace(ids, changed.chains.chains, asked, (place, match) => {
    const id = ids[place] ?? BOUNDARY
    if (!isAllowed(vocabulary, constraint, id, gaps[place] ?? 0)) return
    const relation = changed.relations.of(changed.fileNumberAt(place))
    const weight = weightOf(relation)
    if (weight === 0) return
    likeness.standElsewhere(relation, 1, true)
    VOTE.place = place
    VOTE.match = match
    VOTE.weight = weight * CHANGED
    likeness.weigh(ids, VOTE)
    ballot.vote(id, VOTE)
  })
}

/** Calls with the place behind each that agrees, and the length of the agreement. */
function forEachPlace(
  ids: Int32Array,
  chains: readonly Chain[],
  { context, visits }: Asked,
  visit: (place: number, match: number) => void,
): void {
  let longer = CONTEXT_TOKENS + 1
  for (const { order, heads, others } of chains) {
    let visited = 0
    for (const table of heads) {
      let found = headOf(table, order, context)
      for (; found > 0 && visited < visits; visited++) {
        const place = found - 1
        found = others[place] ?? 0
        const match = agreement(ids, place, context)
        // Places that agree in more were found by a longer chain.
        if (match >= order && match < longer) visit(place + 1, match)
      }
    }
    longer = order
  }
}

function recallResting(asked: Asked, { resting }: Workspace): void {
  const { context, constraint } = asked
  const depth = resting.sorted.rangesOf(context, RANGES)
  const visits = constraint.typed === '' ? RANGE_VISITS : TYPED_VISITS
  let inner: Range | undefined
  for (let at = depth - 1; at >= 0; at--) {
    const range = RANGES[at]
    if (!range) break
    const left = inner ? inner.start - range.start : range.end - range.start
    const right = inner ? range.end - inner.end : 0
    const stride = Math.max(1, Math.ceil((left + right) / visits))
    // Those that agree in more are in the inner range.
    const match = inner && at + 1
    visitRange(asked, resting, { start: range.start, end: range.start + left, stride, match })
    if (inner) visitRange(asked, resting, { start: inner.end, end: range.end, stride, match })
    inner = range
  }
}

/**
 * The places of a part that may come next, and the number of them. They lie all over a large array: read one after the
 * other without anything in between, the memory brings several at once.
 */
const FOUND = new Int32Array(TYPED_VISITS + 1)

function placesIn(
  { sources, constraint }: Asked,
  { tokens: { ids, gaps }, sorted: { places } }: Workspace['resting'],
  { start, end, stride }: Range & { stride: number },
): number {
  let count = 0
  for (let at = start; at < end; at += stride) {
    const place = (places[at] ?? 0) + 1
    const id = ids[place] ?? BOUNDARY
    if (isAllowed(sources.vocabulary, constraint, id, gaps[place] ?? 0)) FOUND[count++] = place
  }
  return count
}

function visitRange(
  asked: Asked,
  resting: Workspace['resting'],
  part: Range & { stride: number; match: number | undefined },
): void {
  const { ballot, sources, context } = asked
  const { stride, match: known } = part
  const { ids } = resting.tokens
  const count = placesIn(asked, resting, part)
  VOTE.where = IN_RESTING
  for (let i = 0; i < count; i++) {
    const place = FOUND[i] ?? 0
    const relation = resting.relations.of(resting.fileNumberAt(place))
    const weight = weightOf(relation)
    if (weight === 0) continue
    VOTE.place = place
    VOTE.match = known ?? agreement(ids, place - 1, context)
    VOTE.weight = weight * stride
    sources.likeness.standElsewhere(relation, stride, false)
    sources.likeness.weigh(ids, VOTE)
    ballot.vote(ids[place] ?? BOUNDARY, VOTE)
  }
}
