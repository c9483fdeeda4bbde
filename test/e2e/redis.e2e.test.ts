// Several gateways before one Redis count together; while it is gone, each counts alone.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { completionBody, post } from '../support/bodies.ts'
import { eventually, logged } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
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
