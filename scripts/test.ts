// Runs the tests: `unit` is everything that needs Node alone, `e2e` what drives other programs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const suite = process.argv[2] ?? 'unit'
const isEndToEnd = (file: string): boolean => file.endsWith('.e2e.test.ts')

/** Of a file: an image is built in one of them. */
const LONGEST_MS = suite === 'e2e' ? 600_000 : 120_000
/** More files than that do not fail by chance. */
const MOST_RUN_AGAIN = 3

interface Run {
  isGood: boolean
  failed: string[]
}

async function runFiles(files: readonly string[], abreast: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-tests-'))
  const list = join(folder, 'failed')
  // Tests meet each grammar for a moment: V8 need not optimize their code, which takes 12 times as long as the tests do.
  const run = spawn(
    process.execPath,
    [
      ...['--liftoff-only', '--import', 'tsx', '--test', `--test-concurrency=${abreast}`],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=./scripts/failed-files.mjs', `--test-reporter-destination=${list}`],
      `--test-timeout=${LONGEST_MS}`,
      ...files,
    ],
    { stdio: 'inherit' },
  )
  const [code] = await once(run, 'exit')
  const failed = new Set(readFileSync(list, 'utf8').split('\n').filter(Boolean))
  rmSync(folder, { recursive: true })
  return { isGood: code === 0, failed: [...failed].map((file) => relative('.', file)) }
}

/** A file that fails beside others and passes alone is told as such: a defect of the test, or of what it tests. */
async function isGood(files: readonly string[]): Promise<boolean> {
  const first = await runFiles(files, 2)
  const { failed } = first
  if (first.isGood || failed.length === 0 || failed.length > MOST_RUN_AGAIN) return first.isGood
  console.log(`\nfailed, and run again alone: ${failed.join(' ')}\n`)
  const again = await runFiles(failed, 1)
  if (again.isGood) console.log(`\nFAILED ONCE, PASSED ALONE: ${failed.join(' ')}`)
  return again.isGood
}

const named = process.argv.slice(3)
const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && isEndToEnd(file) === (suite === 'e2e'))
  .map((file) => join('test', file))
  .sort()

const files = named.length > 0 ? named : all
if (files.length === 0) {
  console.error(`no test files for "${suite}"`)
  process.exit(1)
}
process.exitCode = (await isGood(files)) ? 0 : 1
