// Words that begin as typed, whatever stands before them.
import { type Ballot, IN_FILE, IN_RESTING } from './ballot.ts'
import { weightOf } from './relations.ts'
import { nearnessWeight, type Sources } from './sources.ts'
import { BOUNDARY, type Vocabulary } from './vocabulary.ts'
import type { Workspace } from './workspace.ts'

/** Words of the workspace that vote, the most frequent first. */
const TYPED_WORDS = 24
/** Places of such a word among which one is looked for that may be named. */
const WORD_VISITS = 32

/** Adds words of the file and of the workspace to the ballot. */
export function recallWords(ballot: Ballot, sources: Sources, typed: string): void {
  const { vocabulary, workspace } = sources
  voteOfFile(ballot, sources, typed)
  if (!workspace || workspace.resting.tokens.count === 0) return
  for (const id of mostFrequent(typed, vocabulary, workspace)) {
    const place = placeOf(id, workspace)
    const weight = workspace.resting.sorted.frequencyOf(id)
    if (place >= 0) ballot.vote(id, { place, where: IN_RESTING, match: 0, weight, alike: 0 })
  }
}

function voteOfFile(
  ballot: Ballot,
  { file: { around }, vocabulary }: Sources,
  typed: string,
): void {
  const { ids, aboveFirst, aboveEnd, belowFirst, belowEnd } = around
  const vote = (from: number, to: number): void => {
    for (let place = from; place < to; place++) {
      const id = ids[place] ?? BOUNDARY
      if (!vocabulary.startsWith(id, typed)) continue
      const weight = nearnessWeight(around.distanceOf(place))
      ballot.vote(id, { place, where: IN_FILE, match: 0, weight, alike: 0 })
    }
  }
  vote(belowFirst, belowEnd)
  vote(aboveFirst, aboveEnd)
}

/** Some place of a word that counts; -1: among the first ones there is none. */
function placeOf(id: number, { resting }: Workspace): number {
  const start = resting.sorted.startOf(id)
  const end = start + Math.min(WORD_VISITS, resting.sorted.frequencyOf(id))
  for (let at = start; at < end; at++) {
    const place = resting.sorted.places[at] ?? 0
    if (weightOf(resting.relations.of(resting.fileNumberAt(place))) > 0) return place
  }
  return -1
}

/** At most `TYPED_WORDS` of the words that begin so, the most frequent first. */
function mostFrequent(
  typed: string,
  vocabulary: Vocabulary,
  { resting: { sorted } }: Workspace,
): number[] {
  const best: number[] = []
  let least = 0
  vocabulary.eachBeginningWith(typed, (id) => {
    const frequency = sorted.frequencyOf(id)
    if (frequency <= least) return
    if (best.length < TYPED_WORDS) best.push(id)
    let rank = best.length - 1
    for (; rank > 0 && sorted.frequencyOf(best[rank - 1] ?? 0) < frequency; rank--)
      best[rank] = best[rank - 1] ?? 0
    best[rank] = id
    if (best.length === TYPED_WORDS) least = sorted.frequencyOf(best[TYPED_WORDS - 1] ?? 0)
  })
  return best
}
