// Fits the steps of what is told: isotonic regression, and of its steps the ones that tell most.
import type { ConfidenceStep } from '../../engine/confidence.ts'

/** Five were off by up to 12 points where repositories differ from those of the fit. */
const MOST_STEPS = 3
/** Part of all that a step must hold: what it tells is not known better than it has cases. */
const SMALLEST_SHARE = 0.2

/** What was told of an offer so far, and whether nothing in it was wrong. */
export interface Told {
  confidence: number
  isRight: boolean
}

interface Block {
  from: number
  count: number
  right: number
}

/** The lowest step begins at 0; each tells the share of its offers that was right. */
export function fittedSteps(all: readonly Told[]): ConfidenceStep[] {
  const blocks: Block[] = []
  for (const { confidence, isRight } of [...all].sort((a, b) => a.confidence - b.confidence)) {
    blocks.push({ from: confidence, count: 1, right: Number(isRight) })
    // Pool adjacent violators: a later step is never told to be less sure.
    for (
      let at = blocks.length - 1;
      at > 0 && shareOf(blocks, at) <= shareOf(blocks, at - 1);
      at -= 1
    )
      join(blocks, at - 1)
  }
  return bestJoin(blocks, all.length).map(({ from, count, right }, at) => ({
    from: at === 0 ? 0 : short(from),
    tells: short(right / count),
  }))
}

function shareOf(blocks: readonly Block[], at: number): number {
  const { count, right } = blocks[at] ?? { count: 1, right: 0 }
  return right / count
}

/** Of all ways to join neighbours into steps, the one under which what came is most likely. */
function bestJoin(blocks: readonly Block[], of: number): Block[] {
  let best = [joined(blocks)]
  let least = lossOf(best)
  for (const steps of joins(blocks, MOST_STEPS)) {
    const loss = lossOf(steps)
    if (loss >= least || steps.some(({ count }) => count < SMALLEST_SHARE * of)) continue
    least = loss
    best = steps
  }
  return best
}

/** Every way to join neighbours into at most `steps` steps. */
function* joins(blocks: readonly Block[], steps: number): Generator<Block[]> {
  yield [joined(blocks)]
  if (steps === 1) return
  for (let at = 1; at < blocks.length; at += 1) {
    for (const rest of joins(blocks.slice(at), steps - 1))
      yield [joined(blocks.slice(0, at)), ...rest]
  }
}

function joined(blocks: readonly Block[]): Block {
  const sum = (key: 'count' | 'right'): number =>
    blocks.reduce((total, block) => total + block[key], 0)
  return { from: blocks[0]?.from ?? 0, count: sum('count'), right: sum('right') }
}

/** −ln of the likelihood of all steps, each under its own share. */
function lossOf(steps: readonly Block[]): number {
  const term = (part: number, count: number): number =>
    part === 0 ? 0 : -part * Math.log(part / count)
  return steps.reduce(
    (sum, { count, right }) => sum + term(right, count) + term(count - right, count),
    0,
  )
}

/** Joins a block and the next one. */
function join(blocks: Block[], at: number): void {
  blocks.splice(at, 2, joined(blocks.slice(at, at + 2)))
}

const short = (value: number): number => Number(value.toFixed(3))
