// Keys as people press them: real code, gaps around a median, bursts, pauses, typing mistakes that are taken back.
import { shuffled } from '../support/random.ts'

export interface Key {
  /** Since the key before, in ms. */
  afterMs: number
  /** Everything before the cursor, once the key is pressed. */
  prefix: string
  /** What the key removed at the end of the prefix before, and what it inserted there. */
  removed: number
  inserted: string
  /** The text before the cursor is again, or still, a beginning of the whole file. */
  isTrue: boolean
}

export interface Trace {
  /** The file as it will be; what a model that knows it would say. */
  whole: string
  /** Before the first key. */
  prefix: string
  suffix: string
  keys: Key[]
}

export interface TraceOptions {
  keyMs: number
  keys: number
  random: () => number
}

/** Spread of the gaps inside a word: two thirds lie within a factor of 1.6. */
const SPREAD = 0.45
const MISTAKES = 0.05
const PAUSES = 0.02
export const PAUSE_MS = 700
const LONGEST_PAUSE_MS = 2_500

export function traceOf(file: string, { keyMs, keys, random }: TraceOptions): Trace {
  const lines = file.split('\n')
  const from = Math.floor(lines.length * (0.2 + 0.3 * random()))
  const start = `${lines.slice(0, from).join('\n')}\n`
  const trace: Trace = { whole: file, prefix: start, suffix: '\n', keys: [] }
  let at = start.length
  let typo = ''
  while (trace.keys.length < keys && at < file.length) {
    const afterMs = gap(file[at - 1] ?? '', keyMs, random)
    if (typo !== '') {
      typo = ''
      trace.keys.push({
        afterMs,
        prefix: file.slice(0, at),
        removed: 1,
        inserted: '',
        isTrue: true,
      })
    } else if (random() < MISTAKES && file[at] !== '\n') {
      typo = wrongLetter(file[at] ?? '', random)
      const prefix = file.slice(0, at) + typo
      trace.keys.push({ afterMs, prefix, removed: 0, inserted: typo, isTrue: false })
    } else {
      const end = afterKey(file, at)
      const inserted = file.slice(at, end)
      at = end
      trace.keys.push({ afterMs, prefix: file.slice(0, at), removed: 0, inserted, isTrue: true })
    }
  }
  return trace
}

/** Log-normal inside a word, longer at line starts and between words, now and then a pause. */
function gap(before: string, keyMs: number, random: () => number): number {
  if (random() < PAUSES) return PAUSE_MS + random() * (LONGEST_PAUSE_MS - PAUSE_MS)
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const place = before === '\n' ? 1.5 + 2 * random() : /\s/.test(before) ? 1.3 : 1
  return keyMs * Math.exp(SPREAD * normal) * place
}

/** Enter brings the indentation with it. */
function afterKey(file: string, at: number): number {
  let end = at + 1
  if (file[at] === '\n') while (file[end] === ' ' || file[end] === '\t') end += 1
  return end
}

const wrongLetter = (right: string, random: () => number): string =>
  shuffled([...'etaoinsr'], random).find((letter) => letter !== right) ?? 'e'
