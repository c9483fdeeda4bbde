// The README's commands, as they stand there.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { blocksOf } from '../support/pages.ts'
import { needsProgram } from '../support/programs.ts'

const README = readFileSync('README.md', 'utf8')
const commands = blocksOf('README.md', 'sh')

const commandWith = (words: string): string => {
  const found = commands.find((command) => command.includes(words))
  assert.ok(found, `README has no command with ${words}`)
  return found
}

/** As a reader would paste it. */
const shell = (command: string, cwd = '.') =>
  spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8', timeout: 20_000 })

test('the curl request is answered as the README shows', async (t) => {
  needsProgram('curl')
  const gateway = await startGateway(t)
  const { stdout } = shell(commandWith('curl').replace('http://127.0.0.1:5052', gateway.url))
  const answer = JSON.parse(stdout)
  const [shown] = blocksOf('README.md', 'json')
  const promised = JSON.parse(shown ?? '')
  assert.deepEqual(Object.keys(answer), Object.keys(promised))
  assert.deepEqual(answer.model, promised.model)
  assert.deepEqual(answer.choices, promised.choices)
})

test('complete suggests without a server what the README shows', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-readme-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const command = commandWith('complete').replace('dist/', `${resolve('dist')}/`)
  const { stdout, stderr } = shell(command, folder)
  const [shown] = blocksOf('README.md', 'text')
  assert.equal(stdout, shown, stderr)
  const [, source] = /^.*`(source: .*) \d+ ms`/m.exec(README) ?? []
  assert.ok(source && stderr.startsWith(source), stderr)
})

test('the gateway starts with a model as the README says', async (t) => {
  const { url } = await fakeUpstream(t, {})
  const command = commandWith('MIDFILL_MODEL_URL').replace('http://127.0.0.1:8000/v1', url)
  const gateway = spawn('sh', ['-c', `AIGW_FASTAPI__API_PORT=0 exec env ${command}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => gateway.kill('SIGKILL'))
  let said = ''
  for await (const piece of gateway.stdout) {
    said += piece
    if (said.includes('Where no')) break
  }
  assert.match(said, /Server listening/)
  const promised = /`(Where no model is named, [^`]*)`/.exec(README)?.[1] ?? 'nothing'
  assert.ok(said.includes(promised.replace('http://127.0.0.1:8000/v1', url)), said)
})
