// Is the engine right as often as it says?
import { interval } from './score.ts'

export interface Stated {
  confidence: number
  isRight: boolean
}

const BANDS = 10
const FEWEST = 30

/** One row for each band of stated confidence with enough cases. */
export function printCalibration(title: string, all: readonly Stated[]): void {
  console.log(
    `\nconfidence, ${title}\n\n| stated | n | mean stated | right | off by |\n|---|---:|---:|---:|---:|`,
  )
  for (let band = 0; band < BANDS; band += 1) {
    const own = all.filter(
      ({ confidence }) => Math.min(BANDS - 1, Math.floor(confidence * BANDS)) === band,
    )
    if (own.length < FEWEST) continue
    const said = (100 * own.reduce((sum, { confidence }) => sum + confidence, 0)) / own.length
    const right = (100 * own.filter(({ isRight }) => isRight).length) / own.length
    const cells = [said, right, right - said].map((value) => value.toFixed(1)).join(' | ')
    const half = interval(right, own.length).toFixed(1)
    console.log(`| ${band / BANDS}–${(band + 1) / BANDS} | ${own.length} | ${cells} ± ${half} |`)
  }
}
