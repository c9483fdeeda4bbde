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
  while (blocks.length > MOST_STEPS || hasSmall(blocks, all.length)) {
    join(blocks, cheapest(blocks, all.length))
  }
  return blocks.map(({ from, count, right }, at) => ({
    from: at === 0 ? 0 : short(from),
    tells: short(right / count),
  }))
}

function shareOf(blocks: readonly Block[], at: number): number {
  const { count, right } = blocks[at] ?? { count: 1, right: 0 }
  return right / count
}

const hasSmall = (blocks: readonly Block[], of: number): boolean =>
  blocks.length > 1 && blocks.some(({ count }) => count < SMALLEST_SHARE * of)

/** The block whose union with the next one loses least; small ones go first. */
function cheapest(blocks: readonly Block[], of: number): number {
  const isSmall = ({ count }: Block): boolean => count < SMALLEST_SHARE * of
  const isNeeded = hasSmall(blocks, of)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [at, block] of blocks.slice(0, -1).entries()) {
    const next = blocks[at + 1] ?? block
    if (isNeeded && !isSmall(block) && !isSmall(next)) continue
    const both = { from: 0, count: block.count + next.count, right: block.right + next.right }
    const loss = lossOf(both) - lossOf(block) - lossOf(next)
    if (loss >= least) continue
    least = loss
    best = at
  }
  return best
}

/** −ln of the likelihood of a block under its own share. */
function lossOf({ count, right }: Block): number {
  const term = (part: number): number => (part === 0 ? 0 : -part * Math.log(part / count))
  return term(right) + term(count - right)
}

/** Joins a block and the next one. */
function join(blocks: Block[], at: number): void {
  const [first, second] = blocks.slice(at, at + 2)
  if (!first || !second) return
  const { count, right } = second
  blocks.splice(at, 2, { ...first, count: first.count + count, right: first.right + right })
}

const short = (value: number): number => Number(value.toFixed(3))
