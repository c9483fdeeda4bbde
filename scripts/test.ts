// Runs the tests: `unit` is everything that needs Node alone, `e2e` what drives other programs.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const suite = process.argv[2] ?? 'unit'
const isEndToEnd = (file: string): boolean => file.endsWith('.e2e.test.ts')

/** Of a file: an image is built in one of them. */
const LONGEST_MS = suite === 'e2e' ? 600_000 : 120_000

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
// Tests meet each grammar for a moment: V8 need not optimize their code, which takes 12 times as long as the tests do.
const run = spawn(
  process.execPath,
  [
    '--liftoff-only',
    '--import',
    'tsx',
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=2',
    `--test-timeout=${LONGEST_MS}`,
    ...files,
  ],
  { stdio: 'inherit' },
)
run.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
