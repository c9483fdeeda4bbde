// midfill.yaml changes while the gateway runs.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, post, suggestionBody } from '../support/bodies.ts'
import { eventually, logged } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'

interface Cleanup {
  after(run: () => unknown): void
}

const yaml = (used: string, more = ''): string => `deployments:
  - { name: one, family: codestral, url: "\${one}" }
  - { name: two, family: mistral, url: "\${two}" }
rules: [{ name: all, use: ${used} }]
${more}`

/** Another model, a mistake, and a configuration without the first model. */
const CHANGES: [string, RegExp][] = [
  [yaml('two'), /loaded again/],
  ['deployments: [', /mistakes/],
  [`deployments: [{ name: two, family: mistral, url: "\${two}" }]\n`, /loaded again/],
]

async function reloadable(t: Cleanup, text = yaml('one'), script: { pauseMs?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-reload-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  writeFileSync(file, text)
  const [one, two] = await Promise.all([
    fakeUpstream(t, { chunks: ['o', 'n', 'e'], ...script }),
    fakeUpstream(t, { chunks: ['two'] }),
  ])
  const variables = { MIDFILL_CONFIG: file, one: one.url, two: two.url }
  return { gateway: await startGateway(t, variables), file, folder, one, two }
}

async function answer(gateway: RunningGateway, headers: Record<string, string> = {}) {
  const body = completionBody({ above: 'x = ' })
  const response = await post(`${gateway.url}/v2/code/completions`, body, { headers })
  if (response.status !== 200) return String(response.status)
  return (await jsonOf<CompletionsAnswer>(response)).choices[0]?.text
}

const eventuallyAnswers = (gateway: RunningGateway, text: string, headers = {}) =>
  eventually(text, async () => ((await answer(gateway, headers)) === text ? text : undefined))

test('a changed file is taken by itself, however it is replaced', async (t) => {
  const { gateway, file, folder } = await reloadable(t)
  assert.equal(await answer(gateway), 'one')
  writeFileSync(file, yaml('two'))
  await eventuallyAnswers(gateway, 'two')
  writeFileSync(join(folder, 'new'), yaml('one'))
  renameSync(join(folder, 'new'), file)
  await eventuallyAnswers(gateway, 'one')
  // As Kubernetes mounts: the file is a link to a folder that is swapped.
  mkdirSync(join(folder, 'v2'))
  writeFileSync(join(folder, 'v2', 'midfill.yaml'), yaml('two'))
  rmSync(file)
  symlinkSync(join(folder, 'v2', 'midfill.yaml'), file)
  await eventuallyAnswers(gateway, 'two')
})

test('SIGHUP does not end a gateway that has no file', async (t) => {
  const gateway = await startGateway(t)
  process.kill(gateway.pid, 'SIGHUP')
  await eventually('the log', () => /nothing to read again/.test(gateway.log()) || undefined)
  assert.equal((await fetch(`${gateway.url}/monitoring/healthz`)).status, 200)
})

test('SIGHUP loads the file at once, and mistakes leave the one before in force', async (t) => {
  const { gateway, file } = await reloadable(t)
  writeFileSync(file, `${yaml('two')}apiKeys: [KEY-MARKER, 3]\n`)
  process.kill(gateway.pid, 'SIGHUP')
  const line = await logged(gateway, 'mistakes', ({ message }) => /mistakes/.test(String(message)))
  assert.equal(line.level, 'error')
  assert.deepEqual(line.problems, [`${file}:5:23: 1: Input must be string`])
  assert.equal(await answer(gateway), 'one')
  rmSync(file)
  process.kill(gateway.pid, 'SIGHUP')
  await logged(gateway, 'a missing file', ({ problems }) => /ENOENT/.test(String(problems)))
  assert.equal(await answer(gateway), 'one')
  writeFileSync(file, yaml('two'))
  process.kill(gateway.pid, 'SIGHUP')
  await eventuallyAnswers(gateway, 'two')
  assert.doesNotMatch(gateway.log(), /KEY-MARKER/)
})

test('a stream that is open goes on with the model that it began with', async (t) => {
  const { gateway, file, one, two } = await reloadable(t, yaml('one'), { pauseMs: 400 })
  const body = suggestionBody({ above: 'x = ' }, { stream: true })
  const arrived = one.nextRequest()
  const streamed = post(`${gateway.url}/v4/code/suggestions`, body)
  await arrived
  writeFileSync(file, yaml('two'))
  process.kill(gateway.pid, 'SIGHUP')
  await logged(gateway, 'the load', ({ message }) => /loaded again/.test(String(message)))
  assert.equal(await answer(gateway), 'two')
  const text = await (await streamed).text()
  assert.match(text, /"o"[\s\S]*"n"[\s\S]*"e"[\s\S]*stream_end/)
  assert.equal(one.requests.length, 1)
  assert.ok(two.requests.length > 0)
})

const MANY = 40

test('many open streams end whole, whatever the file becomes meanwhile', async (t) => {
  const { gateway, file, one } = await reloadable(t, yaml('one'), { pauseMs: 1_500 })
  const streams = Array.from({ length: MANY }, (_, i) =>
    post(
      `${gateway.url}/v4/code/suggestions`,
      suggestionBody({ fileName: `${i}.py`, above: `x${i} = ` }, { stream: true }),
    ).then((streamed) => streamed.text()),
  )
  await eventually('all of them', async () => one.requests.length === MANY || undefined)
  for (const [text, said] of CHANGES) {
    writeFileSync(file, text)
    process.kill(gateway.pid, 'SIGHUP')
    await logged(gateway, String(said), ({ message }) => said.test(String(message)))
  }
  const ended = await Promise.all(streams)
  const isWhole = (text: string): boolean => /"o"[\s\S]*"n"[\s\S]*"e"[\s\S]*stream_end/.test(text)
  assert.equal(ended.filter(isWhole).length, MANY)
})

test('keys of the file come and go with it, also those in files of their own', async (t) => {
  const { gateway, file, folder } = await reloadable(t)
  const secret = join(folder, 'key')
  writeFileSync(secret, 'first')
  assert.equal(await answer(gateway), 'one')
  writeFileSync(file, yaml('one', 'apiKeys: ["file:key"]\n'))
  await eventuallyAnswers(gateway, '401')
  assert.equal(await answer(gateway, { authorization: 'Bearer first' }), 'one')
  writeFileSync(secret, 'second')
  await eventuallyAnswers(gateway, 'one', { authorization: 'Bearer second' })
  assert.equal(await answer(gateway, { authorization: 'Bearer first' }), '401')
})
