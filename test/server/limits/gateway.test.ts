// Limits of the built gateway.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../../support/bodies.ts'
import { eventually, logged } from '../../support/eventually.ts'
import { fakeUpstream } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'

interface Cleanup {
  after(run: () => unknown): void
}

const yaml = (limits: string): string => `deployments:
  - { name: m, family: codestral, provider: openai, url: "\${url}" }
apiKeys: [one-key, other-key]
limits: ${limits}
`

async function limited(t: Cleanup, limits: string, env: Record<string, string> = {}) {
  const { url } = await fakeUpstream(t, { chunks: ['1'] })
  const folder = mkdtempSync(join(tmpdir(), 'midfill-limits-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  writeFileSync(file, yaml(limits))
  const gateway = await startGateway(t, { MIDFILL_CONFIG: file, url, ...env })
  const ask = (headers: Record<string, string>) =>
    post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }), {
      headers: { authorization: 'Bearer one-key', ...headers },
    })
  return { gateway, file, ask }
}

const ANN = { 'x-gitlab-global-user-id': 'ann' }
const BOB = { 'x-gitlab-global-user-id': 'bob' }

test('a person who asks too often is told when to come back; others are served', async (t) => {
  const { gateway, ask } = await limited(t, '{ user: { perMinute: 2, burst: 2 } }')
  assert.equal((await ask(ANN)).status, 200)
  assert.equal((await ask(ANN)).status, 200)
  const refused = await ask(ANN)
  assert.equal(refused.status, 429)
  const wait = Number(refused.headers.get('retry-after'))
  assert.ok(wait > 0 && wait <= 30, `${wait}`)
  const { code, detail } = await jsonOf<ErrorAnswer>(refused)
  assert.equal(code, 'rate_limited')
  assert.equal(detail, 'Too many requests. Please try again later.')
  assert.equal((await ask(BOB)).status, 200)
  assert.equal((await fetch(`${gateway.url}/monitoring/healthz`)).status, 200)
})

test('every path that asks a model is limited', async (t) => {
  const { gateway, ask } = await limited(t, '{ key: { perMinute: 1, burst: 1 } }')
  assert.equal((await ask({})).status, 200)
  const headers = { authorization: 'Bearer one-key' }
  for (const path of ['/v2/completions', '/v4/code/suggestions', '/v1/fim/completions']) {
    assert.equal(
      (await post(gateway.url + path, { prompt: 'x = ' }, { headers })).status,
      429,
      path,
    )
  }
})

test('a key is limited for all who show it, an instance for all its people', async (t) => {
  const limits = '{ key: { perMinute: 1, burst: 3 }, instance: { perMinute: 1, burst: 2 } }'
  const { ask } = await limited(t, limits)
  const other = { authorization: 'Bearer other-key' }
  const at = (instance: string) => ({ 'x-gitlab-instance-id': instance })
  const statuses: number[] = []
  for (const headers of [ANN, BOB, ANN, BOB]) statuses.push((await ask(headers)).status)
  assert.deepEqual(statuses, [200, 200, 200, 429])
  for (const headers of [ANN, BOB, ANN]) {
    statuses.push((await ask({ ...other, ...at('one'), ...headers })).status)
  }
  assert.deepEqual(statuses.slice(4), [200, 200, 429])
  assert.equal((await ask({ ...other, ...at('two') })).status, 200)
})

test('limits change with the file', async (t) => {
  const { gateway, file, ask } = await limited(t, '{ user: { perMinute: 1, burst: 1 } }')
  assert.equal((await ask(ANN)).status, 200)
  assert.equal((await ask(ANN)).status, 429)
  writeFileSync(file, yaml('{ user: { perMinute: 1, burst: 100 } }'))
  process.kill(gateway.pid, 'SIGHUP')
  await eventually('more', async () => ((await ask(ANN)).status === 200 ? true : undefined))
})

/** What stands where Redis should: it takes connections, and says nothing. */
async function silent(t: Cleanup): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

test('without an answer of Redis each gateway counts for itself, and nobody waits', async (t) => {
  const port = await silent(t)
  const url = `redis://:SECRET-MARKER@127.0.0.1:${port}`
  const limits = '{ user: { perMinute: 1, burst: 2 } }'
  const { gateway, ask } = await limited(t, limits, { MIDFILL_REDIS_URL: url })
  const statuses: number[] = []
  for (let i = 0; i < 3; i += 1) statuses.push((await ask(ANN)).status)
  assert.deepEqual(statuses, [200, 200, 429])
  assert.doesNotMatch(gateway.log(), /SECRET-MARKER/)
})

test('a Redis that is not there is said once', async (t) => {
  const gone = await fakeUpstream(t, {})
  await gone.close()
  const env = { MIDFILL_REDIS_URL: `redis://127.0.0.1:${gone.port}` }
  const { gateway, ask } = await limited(t, '{ user: { perMinute: 1, burst: 1 } }', env)
  const line = await logged(gateway, 'a warning', ({ message }) =>
    /Redis does not answer/.test(String(message)),
  )
  assert.equal(line.reason, 'ECONNREFUSED: connection refused')
  assert.equal((await ask(ANN)).status, 200)
  assert.equal((await ask(ANN)).status, 429)
  assert.equal(gateway.log().match(/Redis does not answer/g)?.length, 1)
})
