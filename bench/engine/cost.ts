// What the engine costs: building, memory, a changed file, an answer while somebody types in a large file.
import { Engine } from '../../engine/index.ts'
import { printBars, summary } from '../support/report.ts'
import { filesOf } from './download.ts'
import { REPOSITORIES } from './repositories.ts'

const ROUNDS = 400
const CHANGED_BYTES = 30_000
const LARGE_CHARS = 400_000
/** Between two that are typed. */
const LINES_APART = 7
/** As in the language server's thread: after this, what is sure by then. */
const ANSWER_MS = 8

export function printCost(): void {
  const files = REPOSITORIES.filter(({ role }) => role === 'test').flatMap((repository) =>
    filesOf(repository).map(({ name, text }) => ({ name: `${repository.package}/${name}`, text })),
  )
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  const engine = new Engine()
  const [build = NO_SPAN] = timed(1, () => {
    for (const { name, text } of files) engine.workspace.load(name, text)
    engine.workspace.settle()
  })
  const kept = engine.workspace.bytes
  const whole = files.map(({ text }) => text).join('\n')
  const changed = whole.slice(0, CHANGED_BYTES)
  const taken = timed(ROUNDS, (round) =>
    engine.workspace.take('changed.ts', `${changed}// ${round}\n`),
  )
  const large = whole.slice(0, LARGE_CHARS)
  const answers = answering(engine, large, everyLine(large))
  const keys = answering(engine, large, everyKey(large))
  console.log(`\nkept: ${(kept / bytes).toFixed(2)} bytes per byte of source`)
  console.log(`\ncost on ${(bytes / 1e6).toFixed(1)} MB in ${files.length} files\n`)
  for (const clock of ['wallMs', 'processorMs'] as const) {
    const of = (spans: readonly Span[]) => summary(spans.map((span) => span[clock]))
    console.log(`\nby the ${CLOCKS[clock]}\n`)
    printBars([
      { what: 'build, MB/s', figure: bytes / 1e3 / build[clock], limit: 5, atLeast: true },
      { what: 'a changed file of 30 kB, ms, median', figure: of(taken).median, limit: 2 },
      { what: 'an answer in 400 kB, ms, p50', figure: of(answers).median, limit: 3 },
      { what: 'an answer in 400 kB, ms, p99', figure: of(answers).p99, limit: 10 },
      { what: 'the same key by key, ms, p50', figure: of(keys).median, limit: 3 },
      { what: 'the same key by key, ms, p99', figure: of(keys).p99, limit: 10 },
    ])
  }
}

/** `[cut, end)` is what is not there yet; `typed` is there in its place. */
interface Question {
  cut: number
  end: number
  typed: string
}

/** A word begun near the end of one line after another, in the middle of a large file. */
function everyLine(text: string): Question[] {
  const breaks = breaksOf(text)
  return Array.from({ length: ROUNDS }, (_, round) => {
    const end = breaks[Math.floor(breaks.length / 2) + round] ?? 0
    return { cut: end - 5, end, typed: 're' }
  })
}

/** Lines in the middle of a large file as they are typed: nothing of a line stands behind the cursor. */
function everyKey(text: string): Question[] {
  const breaks = breaksOf(text)
  const questions: Question[] = []
  for (let line = Math.floor(breaks.length / 2); questions.length < ROUNDS; line += LINES_APART) {
    const [start = 0, end = 0] = breaks.slice(line, line + 2)
    for (let cut = start + 1; cut <= end; cut++) questions.push({ cut, end, typed: '' })
  }
  return questions
}

const breaksOf = (text: string): number[] => [...text.matchAll(/\n/g)].map(({ index }) => index)

function answering(engine: Engine, text: string, questions: readonly Question[]): Span[] {
  return timed(questions.length, (round) => {
    const { cut, end, typed } = questions[round] ?? { cut: 0, end: 0, typed: '' }
    const prefix = `${text.slice(0, cut)}${typed}`
    const suffix = text.slice(end)
    const endsAt = performance.now() + ANSWER_MS
    const isPastDeadline = (): boolean => performance.now() > endsAt
    engine.suggest({ name: 'large.ts', prefix, suffix, maxLines: 1, isPastDeadline })
  })
}

interface Span {
  wallMs: number
  /** Of all threads of the process: what others do on the machine is not in it, or little of it. */
  processorMs: number
}

const CLOCKS = { wallMs: 'clock on the wall', processorMs: 'time of the processor' }
const NO_SPAN: Span = { wallMs: Number.NaN, processorMs: Number.NaN }

/** The first rounds of many run cold code and are left out. */
function timed(rounds: number, work: (round: number) => void): Span[] {
  const spans: Span[] = []
  for (let round = 0; round < rounds; round += 1) {
    const cpu = process.cpuUsage()
    const startedAt = performance.now()
    work(round)
    const wallMs = performance.now() - startedAt
    const { user, system } = process.cpuUsage(cpu)
    if (round >= Math.floor(rounds / 4)) spans.push({ wallMs, processorMs: (user + system) / 1e3 })
  }
  return spans
}
