// What the engine saw and what then came, token by token: the material that weights are fitted on.
import { type Context, withNext } from '../../engine/context.ts'
import type { Engine } from '../../engine/engine.ts'
import {
  describe,
  describeNone,
  FEATURES,
  NONE_FEATURES,
  type Scene,
} from '../../engine/features.ts'
import { lexLine } from '../../engine/lexer.ts'
import { regimeOf } from '../../engine/mixing.ts'
import { isBehindBlank } from '../../engine/pen.ts'
import { TokenList } from '../../engine/token-list.ts'
import { isBreak } from '../../engine/vocabulary.ts'
import type { PlacesEvent } from './fit-likeness.ts'
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
  return [...truthSteps(engine, hole)].map(({ look, wanted }) => eventAt(engine, look(), wanted))
}

interface TruthStep {
  /** Fills ballot and scene. */
  look(): Scene
  /** What came; undefined: the line ended. */
  wanted: number | undefined
  context: Context
  /** A part of a word was typed. */
  isTyped: boolean
}

function* truthSteps(engine: Engine, hole: Hole): Generator<TruthStep> {
  const desk = engine.desk({ name: hole.file, prefix: hole.prefix, suffix: hole.suffix })
  if (!desk) return
  const { sources } = desk
  const { typed } = desk.hole
  const truth = new TokenList()
  lexLine(truth, sources.vocabulary, typed + hole.truth, 0, typed.length + hole.truth.length)
  let { context } = sources.file
  for (let step = 0; step <= Math.min(truth.count, MAX_STEPS); step += 1) {
    const constraint =
      step === 0 ? { typed, isSpaced: isBehindBlank(desk) } : { typed: '', isSpaced: false }
    const now = context
    const wanted = step < truth.count ? (truth.ids[step] ?? 0) : undefined
    const look = (): Scene => engine.stepper.look(sources, now, constraint)
    yield { look, wanted, context: now, isTyped: constraint.typed !== '' }
    if (wanted !== undefined) context = withNext(context, wanted)
  }
}

/** The places that were weighed in each step whose truth stands at one of them, words in progress left out. */
export function placesOf(engine: Engine, hole: Hole): PlacesEvent[] {
  const events: PlacesEvent[] = []
  for (const { look, wanted, context, isTyped } of truthSteps(engine, hole)) {
    const features: number[] = []
    const times: number[] = []
    const isRight: number[] = []
    engine.likeness.onPlace = (id, values, count) => {
      features.push(...values)
      times.push(count)
      isRight.push(Number(wanted === undefined ? isBreak(id) : id === wanted))
    }
    look()
    engine.likeness.onPlace = undefined
    if (isTyped || !isRight.includes(1)) continue
    events.push({
      isLineStart: isBreak(context[0] ?? 0),
      features: Float32Array.from(features),
      times: Float32Array.from(times),
      isRight: Uint8Array.from(isRight),
    })
  }
  return events
}

function eventAt({ stepper: { ballot } }: Engine, scene: Scene, wanted: number | undefined): Event {
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
