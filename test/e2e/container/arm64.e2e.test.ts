// What the image holds, on arm64: Node of that processor and the bundle, emulated.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { completionBody, post } from '../../support/bodies.ts'
import { missingPrograms, run } from '../../support/containers.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/metrics.ts'

const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'midfill/arm64')
const EMULATOR = '/usr/bin/qemu-aarch64-static'
/** An emulated start takes ten times as long, and this machine may have other things to do. */
const STARTS_WITHIN_MS = 120_000

const skip = missingPrograms(['qemu-aarch64-static', 'debootstrap'])

test('on arm64 the container’s command answers a completion', { skip }, async (t) => {
  run('bash', ['test/e2e/container/arm64-root.sh', FOLDER])
  const root = join(FOLDER, 'root')
  cpSync('dist', join(root, 'midfill/dist'), { recursive: true })
  const inside = (args: string[]): string[] => [
    root,
    EMULATOR,
    '/usr/local/bin/node',
    ...args.map((arg) => arg.replace('dist/', '/midfill/dist/')),
  ]
  assert.equal(run('chroot', inside(['-p', 'process.arch'])).trim(), 'arm64')

  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    AIGW_FASTAPI__API_PORT: String(port),
    AIGW_FASTAPI__METRICS_PORT: '0',
    AIGW_AUTH__BYPASS_EXTERNAL: 'true',
  }
  const child = spawn('chroot', inside(entrypoint()), { env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const ask = () =>
    post(
      `http://127.0.0.1:${port}/v2/code/completions`,
      completionBody({ above: 'const total = sum(items)\nconst other = sum(' }),
    ).catch(() => undefined)
  const answer = await eventually('an answer', ask, STARTS_WITHIN_MS)
  assert.equal(answer.status, 200)
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
})

/** The words behind `node`. */
function entrypoint(): string[] {
  const dockerfile = readFileSync('Dockerfile', 'utf8')
  const [entry, command] = ['ENTRYPOINT', 'CMD'].map((name) => {
    const [, words = '[]'] = new RegExp(`^${name} (\\[.*\\])$`, 'm').exec(dockerfile) ?? []
    const list: string[] = JSON.parse(words)
    return list
  })
  assert.equal(entry?.[0], 'node')
  return [...(entry?.slice(1) ?? []), ...(command ?? [])]
}
