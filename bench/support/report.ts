// How every bench prints what it measured.
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

export interface Summary {
  n: number
  median: number
  p95: number
  p99: number
}

export function summary(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { n: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Where and with what the figures were taken; without it they say nothing. */
export function printMachine(): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`)
}

/** One line a row; the ratio is that of the medians to the row named `baseline`. */
export function printRows(rows: Record<string, readonly number[]>, baseline: string, unit: string) {
  const base = summary(rows[baseline] ?? []).median
  console.log(`| ${unit} | n | median | p95 | p99 | median ÷ ${baseline} |`)
  console.log('|---|---:|---:|---:|---:|---:|')
  for (const [name, samples] of Object.entries(rows)) {
    const { n, median, p95, p99 } = summary(samples)
    const figures = [median, p95, p99].map((value) => value.toFixed(1)).join(' | ')
    console.log(`| ${name} | ${n} | ${figures} | ${(median / base).toFixed(2)} |`)
  }
}

/** The median of the ratios of samples that were taken side by side: neighbours who steal time do it to both. */
export function medianRatio(samples: readonly number[], base: readonly number[]): number {
  return summary(samples.map((sample, at) => sample / (base[at] ?? Number.NaN))).median
}

/** A figure that has a limit; `atLeast` turns the limit round. */
export interface Bar {
  what: string
  figure: number
  limit: number
  atLeast?: true
}

export function printBars(bars: readonly Bar[]): void {
  console.log('| bar | limit | figure | |')
  console.log('|---|---:|---:|---|')
  for (const { what, figure, limit, atLeast } of bars) {
    const isMet = atLeast ? figure >= limit : figure <= limit
    const sign = atLeast ? '≥' : '≤'
    console.log(
      `| ${what} | ${sign} ${limit} | ${figure.toFixed(2)} | ${isMet ? 'met' : 'missed'} |`,
    )
  }
}
