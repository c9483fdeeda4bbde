// `midfill doctor`: what it looks at, in which order, and how it tells; doctor-faults.test.ts plants what it finds.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { checkMemory } from '../../server/doctor/own.ts'
import { authority, leafOf } from '../support/certificate.ts'
import { doctor, LIST, model, server, wrong } from '../support/doctor.ts'
import { fakeGitlab } from '../support/fake-gitlab.ts'
import { CLI, startGateway } from '../support/gateway.ts'
import { tlsFront } from '../support/tls-front.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-doctor-'))
after(() => rmSync(folder, { recursive: true }))

const AS_A_REQUEST_TRAVELS = [
  ...['configuration', 'memory', 'port', 'GitLab keys', 'clock', 'token issue'],
  ...['port', 'dialect', 'model', 'fill in the middle', 'streaming', 'context window'],
]

test('where all is well it says so, with status 0', async (t) => {
  const gitlab = await fakeGitlab(t)
  const signing = { MIDFILL_SIGNING_SECRET: 'x'.repeat(32) }
  const env = { AIGW_GITLAB_URL: gitlab.url, ...signing, ...(await model(t)) }
  const { status, findings } = await doctor(env)
  assert.equal(wrong(findings), '')
  assert.equal(status, 0)
  const checks = findings.map(({ check }) => check)
  assert.deepEqual(checks, AS_A_REQUEST_TRAVELS)
})

test('people read one line a finding', async (t) => {
  const { port } = new URL((await model(t)).MIDFILL_MODEL_URL)
  const env = { PATH: process.env.PATH, MIDFILL_MODEL_URL: `http://127.0.0.1:${port}/v1` }
  const text = await new Promise<string>((resolve) =>
    execFile(process.execPath, [CLI, 'doctor'], { env }, (_error, stdout) => resolve(stdout)),
  )
  assert.match(text, /^✓ configuration {6}can be used$/m)
  assert.match(text, /\d+ checks\.\n$|failed, \d+ to know about/)
})

test('what a server is called is no warning: nothing can be written otherwise', async (t) => {
  const paths = { '/v1/models': LIST, '/api/version': { json: { version: '0.20.0' } } }
  const { MIDFILL_MODEL_URL } = await model(t, paths)
  const { findings } = await doctor({
    MIDFILL_MODEL_URL: new URL(MIDFILL_MODEL_URL).origin,
    MIDFILL_MODEL_NAME: 'codestral',
  })
  const dialect = findings.find(({ check }) => check === 'dialect')
  assert.equal(dialect?.verdict, 'ok')
  assert.match(dialect.message, /^speaks ollama\. The model server at \S+ is Ollama$/)
})

test('without a GitLab nobody is told that GitLab names the model', async () => {
  const { text } = await doctor({})
  assert.match(text, /none is configured \(MIDFILL_MODEL_URL\): the embedded engine answers/)
})

test('found: less memory than the gateway takes under load', () => {
  const { verdict, message, advice } = checkMemory(128 * 1024 * 1024)
  assert.deepEqual([verdict, message], ['warning', LITTLE])
  assert.match(advice ?? '', /192 MB/)
  assert.equal(checkMemory(0).verdict, 'ok')
  assert.equal(checkMemory(256 * 1024 * 1024).verdict, 'ok')
})

const LITTLE = 'limited to 128 MB: under load the process may be killed'

test('no key is told', async (t) => {
  const key = 'sk-live-0123456789abcdef'
  const env = { ...(await model(t, {})), MIDFILL_MODEL_API_KEY: key, MIDFILL_API_KEYS: key }
  assert.doesNotMatch((await doctor(env)).text, new RegExp(key))
})

test('several replicas are looked at one by one', async (t) => {
  const good = (await model(t)).MIDFILL_MODEL_URL
  const path = join(folder, 'midfill.yaml')
  const replicas = `[{ url: "${good}" }, { url: "http://127.0.0.1:1/v1" }]`
  writeFileSync(
    path,
    `deployments:\n  - { name: main, family: codestral, replicas: ${replicas} }\n`,
  )
  const { findings, status } = await doctor({}, '--config', path)
  assert.equal(status, 1)
  assert.match(wrong(findings), /port \| 127\.0\.0\.1:1 /)
  const filled = findings.find(({ check }) => check === 'fill in the middle')
  assert.equal(filled?.verdict, 'ok')
})

test('from outside: a gateway that works', async (t) => {
  const { url } = await startGateway(t, { MIDFILL_API_KEYS: 'a-key' })
  const { status, findings } = await doctor({ MIDFILL_API_KEY: 'a-key' }, '--gateway', url)
  assert.equal(status, 0, wrong(findings))
  assert.match(JSON.stringify(findings), /answered by embedded/)
})

test('from outside: a missing key, and something that is no gateway', async (t) => {
  const { url } = await startGateway(t, { MIDFILL_API_KEYS: 'a-key' })
  const stranger = await doctor({}, '--gateway', url)
  assert.match(JSON.stringify(stranger.findings), /strangers are refused.*set MIDFILL_API_KEY/)
  assert.equal(stranger.status, 0)
  const beside = await doctor({ MIDFILL_API_KEYS: 'a-key,another' }, '--gateway', url)
  assert.match(JSON.stringify(beside.findings), /answered by embedded/)
  const refused = await doctor({ MIDFILL_API_KEY: 'other' }, '--gateway', url)
  assert.match(wrong(refused.findings), /the key is refused/)
  const port = await server(t, (_request, response) => response.end('<html>'))
  const page = await doctor({}, '--gateway', `http://127.0.0.1:${port}`)
  assert.match(wrong(page.findings), /health \| .*answers, and is no gateway/)
})

test('from outside: a wrong port, and an authority that is not known there', async (t) => {
  const closed = await doctor({}, '--gateway', 'http://127.0.0.1:1')
  assert.match(wrong(closed.findings), /port \| 127\.0\.0\.1:1 \| .*Nothing listens there/)
  assert.equal(closed.status, 1)
  const gateway = await startGateway(t)
  const leaf = leafOf(authority('Company CA'))
  const port = await tlsFront(t, Number(new URL(gateway.url).port), leaf)
  const secured = await doctor({}, '--gateway', `https://127.0.0.1:${port}`)
  assert.match(wrong(secured.findings), /signed by "Company CA".*SSL_CERT_FILE/)
  assert.equal(secured.status, 1)
})

test('the keys of the gateway of this machine are shown to no other', async (t) => {
  const shown: unknown[] = []
  const other = createServer(({ headers }, response) => {
    shown.push(headers.authorization)
    response.end('{"status":"ok"}')
  }).listen(0, '127.0.0.2')
  t.after(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await doctor({ MIDFILL_API_KEYS: 'a-key' }, '--gateway', `http://127.0.0.2:${port}`)
  assert.ok(shown.length > 0)
  assert.deepEqual(new Set(shown), new Set([undefined]))
})
