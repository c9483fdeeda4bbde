// A newcomer's first minutes: clone, install, start, and what the pages say to do next, as it stands there.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { blocksOf } from '../support/pages.ts'
import { needsProgram } from '../support/programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-clone-'))
const clone = join(folder, 'midfill')
after(() => rmSync(folder, { recursive: true, force: true }))

/** What is installed for all is installed here. */
const PREFIX = join(folder, 'global')
const NEWCOMER = { ...process.env, npm_config_prefix: PREFIX }

const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: NEWCOMER,
  })

/** The first block of a page with these words. */
function block(page: string, words: string): string {
  const found = blocksOf(page, 'sh').find((one) => one.includes(words))
  assert.ok(found, `${page} has no ${words}`)
  return found
}

test('what the README begins with shows a suggestion, and stays up', async () => {
  needsProgram('git')
  run('.', 'git', 'clone', '--quiet', '.', clone)
  const shell = spawn('sh', ['-ec', block('README.md', 'npm start')], {
    cwd: clone,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: NEWCOMER,
  })
  let shown = ''
  for await (const piece of shell.stdout) {
    shown += piece
    if (/▏\S.*\(embedded, [\d.]+ ms\)[\s\S]*\d/.test(shown)) break
  }
  assert.match(shown, /▏\S.*\(embedded, [\d.]+ ms\)/)
  assert.equal(shell.exitCode, null)
  process.kill(-(shell.pid ?? assert.fail()), 'SIGTERM')
})

test('CONTRIBUTING’s commands: the first two here, the others are steps of .ci/run', () => {
  const commands = block('CONTRIBUTING.md', 'npm ci').trim().split('\n')
  assert.deepEqual(commands.slice(0, 2), ['npm ci', 'npm start -- --once'])
  assert.match(run(clone, 'sh', '-ec', commands[1] ?? ''), /▏\S.*\(embedded, [\d.]+ ms\)/)
  const steps = readFileSync('.ci/run', 'utf8').split('\n')
  for (const command of commands.slice(2)) assert.ok(steps.includes(`step ${command}`), command)
})

/** It was done, and takes as long as all the rest. */
const INSTALLED = 'npm ci && '

test('docs/editors.md: midfill is on the PATH then', () => {
  const commands = block('docs/editors.md', 'npm install --global')
  assert.ok(commands.startsWith(INSTALLED))
  run(clone, 'sh', '-ec', commands.slice(INSTALLED.length))
  const path = `${join(PREFIX, 'bin')}${delimiter}${process.env.PATH}`
  const version = execFileSync('midfill', ['--version'], {
    encoding: 'utf8',
    env: { ...NEWCOMER, PATH: path },
  })
  assert.equal(version.trim(), JSON.parse(readFileSync('package.json', 'utf8')).version)
})

test('docs/editors.md: the plugin is where Neovim looks for packages', () => {
  const commands = block('docs/editors.md', 'pack/midfill')
  assert.ok(commands.startsWith(INSTALLED))
  run(clone, 'env', `HOME=${folder}`, 'sh', '-ec', commands.slice(INSTALLED.length))
  const place = '.local/share/nvim/site/pack/midfill/start/midfill/plugin/midfill.lua'
  assert.ok(existsSync(join(folder, place)))
})

test('the lock file records no addresses', () => {
  const lock = run(clone, 'git', 'show', 'HEAD:package-lock.json')
  assert.doesNotMatch(
    lock,
    /https?:\/\/(?!(opencollective|github|www\.patreon|tidelift|paulmillr|feross|dotenvx|eslint|jonschlinkert|buymeacoffee|polar)\b)[^"]*registry/,
  )
  assert.doesNotMatch(lock, /"resolved"/)
})
