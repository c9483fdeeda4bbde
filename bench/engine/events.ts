// What the engine saw and what then came, token by token: the material that weights are fitted on.
import { withNext } from '../../engine/context.ts'
import type { Engine } from '../../engine/engine.ts'
import { describe, describeNone, FEATURES, NONE_FEATURES } from '../../engine/features.ts'
import { lexLine } from '../../engine/lexer.ts'
import { regimeOf } from '../../engine/mixing.ts'
import { isBehindBlank } from '../../engine/pen.ts'
import { TokenList } from '../../engine/token-list.ts'
import { isBreak } from '../../engine/vocabulary.ts'
import type { Hole } from './holes.ts'

export interface Event {
  regime: number
  /** Features of the candidates, one behind the other. */
  features: Float32Array
  none: Float32Array
  /** Which candidates are right; empty: none of them. Several breaks may be. */
  right: number[]
}

/** Further tokens are rarely asked for: the line is wrong by then. */
const MAX_STEPS = 14

/** The steps through the truth of a hole, its line break included. */
export function eventsOf(engine: Engine, hole: Hole): Event[] {
  const desk = engine.desk({ name: hole.file, prefix: hole.prefix, suffix: hole.suffix })
  if (!desk) return []
  const { sources } = desk
  const { typed } = desk.hole
  const truth = new TokenList()
  lexLine(truth, sources.vocabulary, typed + hole.truth, 0, typed.length + hole.truth.length)
  const events: Event[] = []
  let { context } = sources.file
  for (let step = 0; step <= Math.min(truth.count, MAX_STEPS); step += 1) {
    const constraint =
      step === 0 ? { typed, isSpaced: isBehindBlank(desk) } : { typed: '', isSpaced: false }
    const scene = engine.stepper.look(sources, context, constraint)
    const wanted = step < truth.count ? (truth.ids[step] ?? 0) : undefined
    events.push(eventAt(engine, scene, wanted))
    if (wanted !== undefined) context = withNext(context, wanted)
  }
  return events
}

function eventAt(
  { stepper: { ballot } }: Engine,
  scene: Parameters<typeof describe>[2],
  wanted: number | undefined,
): Event {
  const out = new Float64Array(ballot.count * FEATURES.length)
  const none = new Float64Array(NONE_FEATURES.length)
  const right: number[] = []
  for (let at = 0; at < ballot.count; at += 1) {
    describe(ballot, at, scene, { out, from: at * FEATURES.length })
    const id = ballot.ids[at] ?? 0
    if (wanted === undefined ? isBreak(id) : id === wanted) right.push(at)
  }
  describeNone(ballot, scene, none)
  const features = Float32Array.from(out)
  return { regime: regimeOf(ballot, scene), features, none: Float32Array.from(none), right }
}
