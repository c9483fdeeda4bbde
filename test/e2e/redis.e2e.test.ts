// Several gateways before one Redis count together; while it is gone, each counts alone.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, post } from '../support/bodies.ts'
import { eventually, logged } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { freePort } from '../support/metrics.ts'
import { needsProgram } from '../support/programs.ts'

interface Cleanup {
  after(run: () => unknown): void
}

async function redis(t: Cleanup, port: number) {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  child.stdout.on('data', (part) => {
    said += part
  })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  t.after(stop)
  await eventually('redis', () => /Ready to accept connections/.test(said) || undefined)
  return { stop }
}

const LIMITS = '{ user: { perMinute: 1, burst: 6 } }'
const answers = ({ message }: { message?: unknown }): boolean => /Redis answers/.test(`${message}`)

test('two gateways grant together what one would; without Redis each does; with it again, together', async (t) => {
  needsProgram('redis-server')
  const port = await freePort()
  const server = await redis(t, port)
  const { url } = await fakeUpstream(t, { chunks: ['1'] })
  const folder = mkdtempSync(join(tmpdir(), 'midfill-redis-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  const deployment = `{ name: m, family: codestral, provider: openai, url: "${url}" }`
  writeFileSync(file, `deployments: [${deployment}]\nlimits: ${LIMITS}\n`)
  const env = { MIDFILL_CONFIG: file, MIDFILL_REDIS_URL: `redis://127.0.0.1:${port}` }
  const gateways = await Promise.all([startGateway(t, env), startGateway(t, env)])
  for (const gateway of gateways) await logged(gateway, 'Redis', answers)
  let asked = 0
  const granted = async (user: string): Promise<number> => {
    const statuses: number[] = []
    for (let i = 0; i < 20; i += 1) {
      const { url: at } = gateways[i % 2] ?? assert.fail()
      const headers = { 'x-gitlab-global-user-id': user }
      const body = completionBody({ above: `x${asked++} = ` })
      statuses.push((await post(`${at}/v2/code/completions`, body, { headers })).status)
    }
    return statuses.filter((status) => status === 200).length
  }
  assert.equal(await granted('ann'), 6)
  await server.stop()
  for (const gateway of gateways) {
    const isGone = ({ message }: { message?: unknown }) => /does not answer/.test(`${message}`)
    await logged(gateway, 'its end', isGone)
  }
  assert.equal(await granted('bob'), 12)
  await redis(t, port)
  for (const gateway of gateways) {
    await eventually('its return', () =>
      (gateway.log().match(/Redis answers/g)?.length ?? 0) > 1 ? true : undefined,
    )
  }
  assert.equal(await granted('cid'), 6)
})

const TOKEN = 'admin-of-the-redis-test'
interface Arm {
  arm: string
  requests: number
  answers: number
  shown: number
  accepted: number
  partlyAccepted: number
  rejected: number
  acceptedChars: number
  people: number
}

async function armOf({ url }: RunningGateway): Promise<Arm | undefined> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const answer = await fetch(`${url}/admin/experiments`, { headers })
  const { rules } = await jsonOf<{ rules: { arms: Arm[] }[] }>(answer)
  return rules[0]?.arms[0]
}

test('feedback may be told to any gateway, and all of them report the same, also after a restart', async (t) => {
  needsProgram('redis-server')
  const port = await freePort()
  await redis(t, port)
  const { url } = await fakeUpstream(t, { chunks: ['1'] })
  const folder = mkdtempSync(join(tmpdir(), 'midfill-redis-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  const deployment = `{ name: m, family: codestral, provider: openai, url: "${url}" }`
  writeFileSync(file, `deployments: [${deployment}]\nrules: [{ name: r, use: m }]\n`)
  const env = {
    MIDFILL_CONFIG: file,
    MIDFILL_REDIS_URL: `redis://127.0.0.1:${port}`,
    MIDFILL_ADMIN_TOKEN: TOKEN,
  }
  const [one, two] = await Promise.all([startGateway(t, env), startGateway(t, env)])
  for (const gateway of [one, two]) await logged(gateway, 'Redis', answers)
  const ask = async (gateway: RunningGateway, user: string): Promise<string> => {
    const headers = { 'x-gitlab-global-user-id': user }
    const body = completionBody({ above: `${user} = ` })
    const answer = await post(`${gateway.url}/v2/code/completions`, body, { headers })
    return (await jsonOf<CompletionsAnswer & { id: string }>(answer)).id
  }
  const tell = async (gateway: RunningGateway, id: string, event: string, chars = 0) => {
    const events = [{ suggestion_id: id, event, accepted_chars: chars }]
    const answer = await post(`${gateway.url}/v1/feedback`, { events })
    return (await jsonOf<{ taken: number }>(answer)).taken
  }
  const [ann, bob, cid] = [await ask(one, 'ann'), await ask(two, 'bob'), await ask(one, 'cid')]
  // Each of them is told where it was not made, some of it twice, and in part where it was.
  assert.equal(await tell(two, ann, 'shown'), 1)
  assert.equal(await tell(one, ann, 'partially_accepted', 4), 1)
  assert.equal(await tell(two, ann, 'accepted', 10), 1)
  assert.equal(await tell(one, ann, 'rejected'), 1)
  assert.equal(await tell(one, bob, 'accepted', 5), 1)
  assert.equal(await tell(two, bob, 'accepted', 5), 1)
  assert.equal(await tell(two, cid, 'rejected'), 1)
  assert.equal(await tell(one, 'nobody', 'shown'), 0)
  const expected = { requests: 3, answers: 3, shown: 3, accepted: 2, rejected: 1, people: 3 }
  const seen = async (gateway: RunningGateway) => {
    const arm = await armOf(gateway)
    assert.ok(arm)
    assert.equal(arm.acceptedChars, 15)
    assert.equal(arm.partlyAccepted, 0)
    return Object.fromEntries(Object.keys(expected).map((name) => [name, arm[name as keyof Arm]]))
  }
  const isThere = async (gateway: RunningGateway): Promise<true | undefined> =>
    ((await armOf(gateway))?.requests ?? 0) === 3 ? true : undefined
  for (const gateway of [one, two]) {
    await eventually('all requests', () => isThere(gateway))
    assert.deepEqual(await seen(gateway), expected)
  }
  await Promise.all([one.stop(), two.stop()])
  const three = await startGateway(t, env)
  await logged(three, 'Redis', answers)
  assert.deepEqual(await seen(three), expected)
})
