// Decoding: a small beam for the first line, then line after line as long as the engine is sure.
import { BEAM, Beam, type Continuation } from './beam.ts'
import type { Constraint } from './constraint.ts'
import { mayBegin, mayStand } from './gate.ts'
import type { MixingWeights } from './mixing.ts'
import {
  columnsAfter,
  type Desk,
  isBehindBlank,
  joinedToRest,
  startWriting,
  textWith,
  type Writing,
  withBreak,
  withToken,
} from './pen.ts'
import type { NextToken, Stepper } from './step.ts'
import { isBreak } from './vocabulary.ts'

/** Of the first ones more are looked at, for some of them begin what is never offered. */
const FIRST_TOKENS = 8
/** Writings less probable than this never win. */
const HOPELESS = 1e-7

const ANYTHING: Constraint = { typed: '', isSpaced: false }
const ANYTHING_FURTHER: Constraint = { ...ANYTHING, isFurther: true }

/** A line that was written to its end, or as far as anything was known. */
export interface Line {
  writing: Writing
  /** The break that ended it; undefined: it ran into the rest of the line, or nothing is known to follow. */
  end: NextToken | undefined
  isWhole: boolean
  /** 0…1, product of the probabilities of all tokens, that of the end included. */
  running: number
  /** How much more probable than the next best line. 0…1 */
  lead: number
}

export interface Decoder {
  desk: Desk
  stepper: Stepper
  weights: MixingWeights
  isPastDeadline: () => boolean
}

/** The most probable line at the cursor. */
export function firstLine(decoder: Decoder): Line | undefined {
  const { desk } = decoder
  const constraint = { typed: desk.hole.typed, isSpaced: isBehindBlank(desk) }
  return bestLine(decoder, startWriting(desk), { constraint, least: HOPELESS })
}

/** The most probable line behind another; undefined where a block ends, or where none is as probable as `least`. */
export function furtherLine(
  decoder: Decoder,
  { writing, end }: Line,
  least: number,
): Line | undefined {
  if (!end || columnsAfter(decoder.desk, writing, end) < decoder.desk.hole.columns) return undefined
  const start = withBreak(decoder.desk, writing, end)
  return bestLine(decoder, start, { constraint: ANYTHING_FURTHER, least })
}

/**
 * The best line and the next best one, the most probable writing continued first. That finds what a beam of `BEAM`
 * finds, which continues all writings of one length at once; but nothing is continued that is less probable than both
 * lines turn out to be.
 */
function bestLine(
  decoder: Decoder,
  start: Writing,
  { constraint, least }: { constraint: Constraint; least: number },
): Line | undefined {
  const { desk } = decoder
  const ends: Ends = { lines: [], areVetoed: false, isFirst: start.text === '', least }
  const beam = new Beam(start.written)
  let writing: Writing | undefined = start
  while (writing && !decoder.isPastDeadline()) {
    const step = writing === start || constraint.isFurther ? constraint : ANYTHING
    for (const one of continuations(decoder, writing, { step, ends })) beam.add(one)
    const [best, second] = ends.lines
    const next = beam.take(best?.running ?? 0, second?.running ?? 0)
    writing = next && withToken(desk, next.writing, next.token)
  }
  const { longest } = beam
  return chosen(ends, longest && withToken(desk, longest.writing, longest.token))
}

/** Ends that were found so far. */
interface Ends {
  /** The best two, the best one first. */
  lines: Line[]
  /** Some were left out, for what stands in the next line already is most probable exactly where it is wrong. */
  areVetoed: boolean
  /** Of the first line, the one that rules are for. */
  isFirst: boolean
  /** Lines less probable than this are none. */
  least: number
}

function keep(line: Line, { lines }: Ends): void {
  lines.push(line)
  lines.sort((a, b) => b.running - a.running)
  lines.length = Math.min(lines.length, 2)
}

function continuations(
  decoder: Decoder,
  writing: Writing,
  { step, ends }: { step: Constraint; ends: Ends },
): Continuation[] {
  const { desk } = decoder
  const isFirst = writing.written === 0
  const open: Continuation[] = []
  for (const token of nextTokens(decoder, writing, step)) {
    const running = writing.running * token.probability
    if (running < ends.least) continue
    const line = endedBy(desk, writing, token)
    if (line && ends.isFirst && !mayStand(line.writing.text, desk.hole)) ends.areVetoed = true
    else if (line) keep(line, ends)
    else if (isBreak(token.id)) continue
    else if (!isFirst || mayBegin(textWith(desk, writing, token), desk.hole))
      open.push({ writing, token, running })
  }
  return open
}

function nextTokens(
  { desk: { sources, known }, stepper, weights }: Decoder,
  { context, path, written }: Writing,
  constraint: Constraint,
): readonly NextToken[] {
  if (written === 0)
    return stepper.next(sources, context, { constraint, weights, count: FIRST_TOKENS })
  const seen = known.get(path)
  if (seen) return seen
  const next = stepper.next(sources, context, { constraint, weights, count: BEAM })
  known.set(path, next)
  return next
}

/** The line that this token ends; undefined when it goes on with it, or may not end here. */
function endedBy(desk: Desk, writing: Writing, token: NextToken): Line | undefined {
  const running = writing.running * token.probability
  if (isBreak(token.id)) {
    const first = writing.first ?? token
    const ended = { ...writing, first, weakest: Math.min(writing.weakest, token.probability) }
    return desk.hole.hasCodeAfter
      ? undefined
      : { writing: ended, end: token, isWhole: true, running, lead: 0 }
  }
  const text = joinedToRest(desk, writing, token)
  if (text === undefined || text === '') return undefined
  const marks = [...writing.marks, { chars: text.length, running }]
  return { writing: { ...writing, text, marks }, end: undefined, isWhole: true, running, lead: 0 }
}

/** Where every end was vetoed, the beginnings of those lines are no better. */
function chosen({ lines, areVetoed }: Ends, open: Writing | undefined): Line | undefined {
  const [best, second] = lines
  if (best) return { ...best, lead: 1 - (second?.running ?? 0) / best.running }
  if (areVetoed || !open) return undefined
  return { writing: open, end: undefined, isWhole: false, running: open.running, lead: 0 }
}
