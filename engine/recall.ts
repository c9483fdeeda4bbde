// Finds earlier places with the same context and lets them vote for what came after them.
import { type Ballot, IN_CHANGED, IN_FILE, IN_RESTING } from './ballot.ts'
import type { Chain, Chains } from './chains.ts'
import { agreement, CONTEXT_TOKENS, type Context } from './context.ts'
import { type CurrentFile, distanceOf } from './current-file.ts'
import type { KeptFile } from './kept-file.ts'
import type { Likeness } from './likeness.ts'
import { type Range, SORTED_DEPTH } from './sorted-places.ts'
import { BOUNDARY, isBreak, type Vocabulary } from './vocabulary.ts'
import type { Workspace } from './workspace.ts'

/** Places looked at per chain. The nearest come first, so those left out matter least. */
const CHAIN_VISITS = 120
/** Places looked at per length of agreement in the resting workspace, spread evenly over all. */
const RANGE_VISITS = 40
/** Where only words with a given beginning count, most places do not: more are looked at. */
const TYPED_VISITS = 800
/** Words of the workspace that begin as typed, the most frequent first. */
const TYPED_WORDS = 24
/** Places of such a word among which one is looked for that may be named. */
const WORD_VISITS = 32

/** A place at the cursor counts this much more than one far away in the same file, … */
const NEARNESS = 2
/** … and half of that at this distance. */
const NEARNESS_HALF_TOKENS = 250
const SAME_FOLDER = 1.5
const CHANGED = 2

/** What is known of the next token beside its context. */
export interface Constraint {
  /** It begins with this. Empty: anything may come. */
  typed: string
  /** A blank was typed before it. */
  isSpaced: boolean
}

export interface Sources {
  likeness: Likeness
  vocabulary: Vocabulary
  file: CurrentFile
  workspace: Workspace | undefined
  /** The current file's name; what the workspace holds under it is older and does not count. */
  name: string
  folder: string
}

const RANGES: Range[] = Array.from({ length: SORTED_DEPTH }, () => ({ start: 0, end: 0 }))

/** Fills the ballot with what may come after a context. */
export function recall(
  ballot: Ballot,
  sources: Sources,
  context: Context,
  constraint: Constraint,
): void {
  ballot.begin(sources.vocabulary.count)
  sources.likeness.begin(context, sources.file.following, sources.vocabulary)
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
  if (!isFree) recallWords(asked)
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
  const { ballot, sources } = asked
  const { file } = sources
  const { ids, gaps } = file.chains.tokens
  forEachPlace(file.chains, asked, (place, match) => {
    const id = ids[place] ?? BOUNDARY
    if (!isAllowed(sources.vocabulary, asked.constraint, { id, gap: gaps[place] ?? 0 })) return
    const distance = distanceOf(file, place)
    const weight = 1 + (NEARNESS * NEARNESS_HALF_TOKENS) / (NEARNESS_HALF_TOKENS + distance)
    const alike = weight * sources.likeness.weightOf(ids, place, match)
    ballot.vote(id, { place, where: IN_FILE, match, weight, alike })
  })
}

function recallChanged(asked: Asked, { changed }: Workspace): void {
  const { ballot, sources } = asked
  const { ids, gaps } = changed.chains.tokens
  forEachPlace(changed.chains, asked, (place, match) => {
    const id = ids[place] ?? BOUNDARY
    if (!isAllowed(sources.vocabulary, asked.constraint, { id, gap: gaps[place] ?? 0 })) return
    const weight = weightOf(changed.fileAt(place), sources)
    if (weight === 0) return
    const alike = weight * sources.likeness.weightOf(ids, place, match)
    ballot.vote(id, { place, where: IN_CHANGED, match, weight: weight * CHANGED, alike })
  })
}

/** Calls with the place behind each that agrees, and the length of the agreement. */
function forEachPlace(
  chains: Chains,
  { context, visits }: Asked,
  visit: (place: number, match: number) => void,
): void {
  let longer = CONTEXT_TOKENS + 1
  for (const chain of chains.chains) {
    walk(chains, chain, context, { longer, visits, visit })
    longer = chain.order
  }
}

function walk(
  chains: Chains,
  chain: Chain,
  context: Context,
  {
    longer,
    visits,
    visit,
  }: { longer: number; visits: number; visit: (place: number, match: number) => void },
): void {
  const { ids } = chains.tokens
  let found = chains.headOf(chain, context)
  for (let visited = 0; found > 0 && visited < visits; visited++) {
    const place = found - 1
    found = chain.others[place] ?? 0
    const match = agreement(ids, place, context)
    // Places that agree in more were found by a longer chain.
    if (match >= chain.order && match < longer) visit(place + 1, match)
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
    visitRange(asked, resting, { start: range.start, end: range.start + left, stride })
    if (inner) visitRange(asked, resting, { start: inner.end, end: range.end, stride })
    inner = range
  }
}

function visitRange(
  asked: Asked,
  resting: Workspace['resting'],
  { start, end, stride }: Range & { stride: number },
): void {
  const { ballot, sources, context } = asked
  const { ids, gaps } = resting.tokens
  const { places } = resting.sorted
  for (let at = start; at < end; at += stride) {
    const place = (places[at] ?? 0) + 1
    const id = ids[place] ?? BOUNDARY
    if (!isAllowed(sources.vocabulary, asked.constraint, { id, gap: gaps[place] ?? 0 })) continue
    const weight = weightOf(resting.fileAt(place), sources) * stride
    if (weight === 0) continue
    const match = agreement(ids, place - 1, context)
    const alike = weight * sources.likeness.weightOf(ids, place, match)
    ballot.vote(id, { place, where: IN_RESTING, match, weight, alike })
  }
}

function weightOf(kept: KeptFile | undefined, { name, folder }: Sources): number {
  if (!kept?.isAlive || kept.name === name) return 0
  return kept.folder === folder ? SAME_FOLDER : 1
}

/** Words that begin as typed, whatever stands before them. */
function recallWords({ ballot, sources, constraint }: Asked): void {
  const { vocabulary, file, workspace } = sources
  const words = vocabulary.beginningWith(constraint.typed)
  const isAsTyped = new Set(words)
  const { ids, count } = file.chains.tokens
  for (let place = 0; place < count; place++) {
    const id = ids[place] ?? BOUNDARY
    if (!isAsTyped.has(id)) continue
    const distance = distanceOf(file, place)
    const weight = 1 + (NEARNESS * NEARNESS_HALF_TOKENS) / (NEARNESS_HALF_TOKENS + distance)
    ballot.vote(id, { place, where: IN_FILE, match: 0, weight, alike: 0 })
  }
  if (!workspace || workspace.resting.tokens.count === 0) return
  for (const id of mostFrequent(words, workspace)) {
    const place = placeOf(id, workspace, sources)
    const weight = workspace.resting.sorted.frequencyOf(id)
    if (place >= 0) ballot.vote(id, { place, where: IN_RESTING, match: 0, weight, alike: 0 })
  }
}

/** Some place of a word that counts; -1: among the first ones there is none. */
function placeOf(id: number, { resting }: Workspace, sources: Sources): number {
  const start = resting.sorted.startOf(id)
  const end = start + Math.min(WORD_VISITS, resting.sorted.frequencyOf(id))
  for (let at = start; at < end; at++) {
    const place = resting.sorted.places[at] ?? 0
    if (weightOf(resting.fileAt(place), sources) > 0) return place
  }
  return -1
}

/** At most `TYPED_WORDS` of these words, the most frequent first. */
function mostFrequent(words: readonly number[], { resting: { sorted } }: Workspace): number[] {
  const best: number[] = []
  let least = 0
  for (const id of words) {
    const frequency = sorted.frequencyOf(id)
    if (frequency <= least) continue
    let rank = best.length
    while (rank > 0 && sorted.frequencyOf(best[rank - 1] ?? 0) < frequency) rank--
    best.splice(rank, 0, id)
    if (best.length > TYPED_WORDS) best.length = TYPED_WORDS
    if (best.length === TYPED_WORDS) least = sorted.frequencyOf(best[TYPED_WORDS - 1] ?? 0)
  }
  return best
}

/** May this token come next? `gap` is that before it where it was found. */
export function isAllowed(
  vocabulary: Vocabulary,
  { typed, isSpaced }: Constraint,
  { id, gap }: { id: number; gap: number },
): boolean {
  if (id === BOUNDARY) return false
  if (typed !== '') return vocabulary.startsWith(id, typed)
  return !isSpaced || (gap > 0 && !isBreak(id))
}
