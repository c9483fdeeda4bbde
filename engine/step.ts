// One step of prediction: recall, rename, mix.
import { asWhere, Ballot, IS_ABOVE, IS_BELOW, MAX_CANDIDATES, type Where } from './ballot.ts'
import type { Constraint } from './constraint.ts'
import type { Context } from './context.ts'
import type { CurrentFile } from './current-file.ts'
import type { Scene } from './features.ts'
import { createRoom, type MixingRoom, type MixingWeights, mix } from './mixing.ts'
import { Renamed } from './rename.ts'
import { REPEAT_FEATURES, tokensInLine } from './repeats.ts'
import type { Sources } from './sources.ts'
import { isBreak } from './vocabulary.ts'
import { LINE_FEATURES, WholeLines } from './whole-lines.ts'

/** A token that may come next. */
export interface NextToken {
  id: number
  /** The place that stands for it, and the store that it is in. */
  place: number
  where: Where
  /** Agreeing tokens before the place. */
  match: number
  /** 0…1, given what was predicted before it. */
  probability: number
  /** No place brings it as it is: a renamed pattern does. */
  isRenamed: boolean
}

/** Everything that steps share; made once per engine. */
export class Stepper {
  readonly ballot = new Ballot()
  readonly room: MixingRoom = createRoom()
  readonly #renamed = new Renamed()
  readonly #repeats = new Float64Array(MAX_CANDIDATES * REPEAT_FEATURES.length)
  readonly #wholeLines = new WholeLines()
  readonly #lines = new Float64Array(MAX_CANDIDATES * LINE_FEATURES.length)

  /** Fills ballot and scene. */
  look(sources: Sources, context: Context, constraint: Constraint): Scene {
    const { ballot } = this
    const line = { context, written: tokensInLine(context) }
    this.#wholeLines.recall(ballot, sources, line, constraint)
    const { file, vocabulary } = sources
    this.#renamed.recall({ ballot, around: file.around, vocabulary, context, constraint })
    nearestInFile(ballot, file)
    file.repeats.describe(ballot, context, this.#repeats)
    return {
      vocabulary: sources.vocabulary,
      typedChars: constraint.typed.length,
      following: sources.file.following[1] ?? 0,
      renamed: this.#renamed,
      written: Math.max(0, line.written),
      repeats: this.#repeats,
      lines: this.#lines,
      onPath: this.#wholeLines.describe(ballot, sources, line, this.#lines),
    }
  }

  /** The `count` most probable next tokens, the most probable first. */
  next(
    sources: Sources,
    context: Context,
    {
      constraint,
      weights,
      count,
    }: { constraint: Constraint; weights: MixingWeights; count: number },
  ): NextToken[] {
    const scene = this.look(sources, context, constraint)
    mix(this.ballot, scene, weights, this.room)
    this.#joinBreaks()
    const { probabilities } = this.room
    const best: number[] = []
    for (let at = 0; at < this.ballot.count; at++) {
      let rank = best.length
      while (rank > 0 && (probabilities[best[rank - 1] ?? 0] ?? 0) < (probabilities[at] ?? 0))
        rank--
      if (rank < count) best.splice(rank, 0, at)
      if (best.length > count) best.length = count
    }
    return best.map((at) => this.#tokenAt(at))
  }

  /** That the line ends is one thing, how the next one is indented another: the best break stands for all. */
  #joinBreaks(): void {
    const { ballot } = this
    const { probabilities } = this.room
    let best = -1
    let own = 0
    for (let at = 0; at < ballot.count; at++) {
      if (!isBreak(ballot.ids[at] ?? 0)) continue
      if (best < 0) {
        best = at
        own = probabilities[at] ?? 0
      } else {
        const [more, less] = (probabilities[at] ?? 0) > own ? [at, best] : [best, at]
        own = Math.max(own, probabilities[at] ?? 0)
        probabilities[more] = (probabilities[more] ?? 0) + (probabilities[less] ?? 0)
        probabilities[less] = 0
        best = more
      }
    }
  }

  #tokenAt(at: number): NextToken {
    const { ballot, room } = this
    return {
      id: ballot.ids[at] ?? 0,
      place: ballot.places[at] ?? 0,
      where: asWhere(ballot.where[at] ?? 0),
      match: Math.max(ballot.matchOf(0, at), ballot.matchOf(1, at)),
      probability: room.probabilities[at] ?? 0,
      isRenamed: !ballot.isVoted(at),
    }
  }
}

/** Words that stand near the cursor come again, whatever stands before them. */
function nearestInFile({ ids, distances, sides, count }: Ballot, { around }: CurrentFile): void {
  for (let at = 0; at < count; at++) {
    const above = around.distanceAbove(ids[at] ?? 0)
    const below = around.distanceBelow(ids[at] ?? 0)
    distances[at] = above < 0 || below < 0 ? Math.max(above, below) : Math.min(above, below)
    sides[at] = (above < 0 ? 0 : IS_ABOVE) + (below < 0 ? 0 : IS_BELOW)
  }
}
