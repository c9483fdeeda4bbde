// What an answer is worth: exact match, nothing wrong, characters kept.
import { type Alike, shareText } from './alike.ts'
import type { Hole } from './holes.ts'

export interface Scored {
  /** Something was said. */
  isSpoken: boolean
  isExact: boolean
  /** All that was said is how the truth begins. */
  isRight: boolean
  keptChars: number
  wrongChars: number
  truthChars: number
}

export function scored({ truth }: Hole, said: string | undefined): Scored {
  const text = (said ?? '').split(/\r?\n/)[0]?.trimEnd() ?? ''
  const keptChars = commonPrefix(text, truth)
  return {
    isSpoken: text !== '',
    isExact: text === truth,
    isRight: text !== '' && keptChars === text.length,
    keptChars,
    wrongChars: text.length - keptChars,
    truthChars: truth.length,
  }
}

export interface Figures {
  n: number
  coverage: number
  exact: number
  right: number
  kept: number
  wrongChars: number
  /** Half of the 95 % intervals of `exact` and `right`, in points. */
  exactInterval: number
  rightInterval: number
}

/** Shares are percentages; `right` is of what was said, the others of all holes. */
export function figuresOf(all: readonly Scored[]): Figures {
  const spoken = all.filter(({ isSpoken }) => isSpoken)
  const exact = share(all.filter(({ isExact }) => isExact).length, all.length)
  const right = share(spoken.filter(({ isRight }) => isRight).length, spoken.length)
  return {
    n: all.length,
    coverage: share(spoken.length, all.length),
    exact,
    right,
    kept: share(sum(all, 'keptChars'), sum(all, 'truthChars')),
    wrongChars: sum(all, 'wrongChars') / all.length,
    exactInterval: interval(exact, all.length),
    rightInterval: interval(right, spoken.length),
  }
}

export const FIGURES_HEAD =
  '| variant | n | coverage | EM | P | kept % | wrong chars | EM, alike | P, alike |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|'

export function figuresRow(name: string, figures: Figures, alike: Alike): string {
  const f = (value: number): string => value.toFixed(1)
  const exact = `${f(figures.exact)} ± ${f(figures.exactInterval)}`
  const right = `${f(figures.right)} ± ${f(figures.rightInterval)}`
  return `| ${name} | ${figures.n} | ${f(figures.coverage)} | ${exact} | ${right} | ${f(figures.kept)} | ${f(figures.wrongChars)} | ${shareText(alike.exact)} | ${shareText(alike.right)} |`
}

const share = (count: number, of: number): number => (of === 0 ? 0 : (100 * count) / of)

/** Half of the 95 % interval of a share of `n` cases, in points. */
export const interval = (percent: number, n: number): number =>
  n === 0 ? 0 : 1.96 * Math.sqrt((percent * (100 - percent)) / n)

const sum = (all: readonly Scored[], key: 'keptChars' | 'wrongChars' | 'truthChars'): number =>
  all.reduce((total, one) => total + one[key], 0)

function commonPrefix(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
