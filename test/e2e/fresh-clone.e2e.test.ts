// A newcomer's first minute: clone, install, start.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { needsProgram } from '../support/programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-clone-'))
const clone = join(folder, 'midfill')
after(() => rmSync(folder, { recursive: true, force: true }))

const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

test('npm ci && npm start -- --once shows a suggestion', () => {
  needsProgram('git')
  run('.', 'git', 'clone', '--quiet', '.', clone)
  run(clone, 'npm', 'ci')
  const shown = run(clone, 'npm', 'start', '--', '--once')
  assert.match(shown, /▏\S.*\(embedded, [\d.]+ ms\)/)
})

test('the lock file records no addresses', () => {
  const lock = run(clone, 'git', 'show', 'HEAD:package-lock.json')
  assert.doesNotMatch(
    lock,
    /https?:\/\/(?!(opencollective|github|www\.patreon|tidelift|paulmillr|feross|dotenvx|eslint|jonschlinkert|buymeacoffee|polar)\b)[^"]*registry/,
  )
  assert.doesNotMatch(lock, /"resolved"/)
})
