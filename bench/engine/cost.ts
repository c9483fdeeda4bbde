// What the engine costs: building, memory, a changed file, an answer while somebody types in a large file.
import { Engine } from '../../engine/index.ts'
import { printBars, summary } from '../support/report.ts'
import { filesOf } from './download.ts'
import { REPOSITORIES } from './repositories.ts'

const ROUNDS = 400
const CHANGED_BYTES = 30_000
const LARGE_CHARS = 400_000
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
  const answers = typing(engine, whole.slice(0, LARGE_CHARS))
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
    ])
  }
}

/** A key in the middle of a large file, and the question that follows it. */
function typing(engine: Engine, text: string): Span[] {
  const lines = [...text.matchAll(/\n/g)].map(({ index }) => index)
  const cutAt = (round: number): number => lines[Math.floor(lines.length / 2) + round] ?? 0
  return timed(ROUNDS, (round) => {
    const cut = cutAt(round) - 5
    const prefix = `${text.slice(0, cut)}re`
    const endsAt = performance.now() + ANSWER_MS
    const isPastDeadline = (): boolean => performance.now() > endsAt
    const suffix = text.slice(cut + 5)
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
