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
  const startedAt = performance.now()
  for (const { name, text } of files) engine.workspace.load(name, text)
  engine.workspace.settle()
  const buildMs = performance.now() - startedAt
  const kept = engine.workspace.bytes
  const whole = files.map(({ text }) => text).join('\n')
  const changed = whole.slice(0, CHANGED_BYTES)
  const taken = timed((round) => engine.workspace.take('changed.ts', `${changed}// ${round}\n`))
  const answers = typing(engine, whole.slice(0, LARGE_CHARS))
  console.log(`\ncost on ${(bytes / 1e6).toFixed(1)} MB in ${files.length} files\n`)
  printBars([
    { what: 'build, MB/s', figure: bytes / 1e3 / buildMs, limit: 5, atLeast: true },
    { what: 'bytes kept per byte of source', figure: kept / bytes, limit: 3.5 },
    { what: 'a changed file of 30 kB, ms, median', figure: summary(taken).median, limit: 2 },
    { what: 'an answer in 400 kB, ms, p50', figure: summary(answers).median, limit: 3 },
    { what: 'an answer in 400 kB, ms, p99', figure: summary(answers).p99, limit: 10 },
  ])
}

/** A key in the middle of a large file, and the question that follows it. */
function typing(engine: Engine, text: string): number[] {
  const lines = [...text.matchAll(/\n/g)].map(({ index }) => index)
  const cutAt = (round: number): number => lines[Math.floor(lines.length / 2) + round] ?? 0
  return timed((round) => {
    const cut = cutAt(round) - 5
    const prefix = `${text.slice(0, cut)}re`
    const endsAt = performance.now() + ANSWER_MS
    const isPastDeadline = (): boolean => performance.now() > endsAt
    const suffix = text.slice(cut + 5)
    engine.suggest({ name: 'large.ts', prefix, suffix, maxLines: 1, isPastDeadline })
  })
}

/** In ms; the first rounds run cold code and are left out. */
function timed(work: (round: number) => void): number[] {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    work(round)
    if (round >= ROUNDS / 4) times.push(performance.now() - startedAt)
  }
  return times
}
