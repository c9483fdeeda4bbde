// The Dockerfile, built for arm64 on whatever machine this is; its image started by an emulator of that processor.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { completionBody, post } from '../../support/bodies.ts'
import {
  buildImage,
  type ImageRoot,
  missingPrograms,
  run,
  unpackImage,
} from '../../support/containers.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/metrics.ts'

const EMULATOR = 'qemu-aarch64-static'
/** An emulated start takes ten times as long, and this machine may have other things to do. */
const STARTS_WITHIN_MS = 120_000

const skip = missingPrograms([EMULATOR, 'podman', 'buildah', 'debootstrap'])

test('built for arm64, the image answers a completion there', { skip }, async (t) => {
  const image = unpackImage(buildImage('arm64'), 'arm64')
  t.after(() => image.remove())
  assert.equal(image.config.Architecture, 'arm64')
  copyFileSync(run('which', [EMULATOR]).trim(), join(image.folder, EMULATOR))
  assert.equal(run('chroot', asUser(image, ['node', '-p', 'process.arch'])).trim(), 'arm64')

  const port = await freePort()
  const { Entrypoint, Cmd, Env } = image.config.Config
  const child = spawn('chroot', asUser(image, [...Entrypoint, ...Cmd]), {
    env: {
      ...Object.fromEntries(Env.map((one) => [one.split('=')[0], one.replace(/^\w+=/, '')])),
      PATH: process.env.PATH,
      AIGW_FASTAPI__API_PORT: String(port),
      AIGW_FASTAPI__METRICS_PORT: '0',
      AIGW_AUTH__BYPASS_EXTERNAL: 'true',
    },
    stdio: 'ignore',
  })
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

/** What chroot is told so that the words run as a container's would: as a user that nobody knows, in its folder. */
function asUser({ folder, config }: ImageRoot, [program = '', ...words]: string[]): string[] {
  const there = words.map((word) =>
    word.startsWith('dist/') ? join(config.Config.WorkingDir, word) : word,
  )
  const user = '--userspec=1000740000:0'
  return [user, folder, `/${EMULATOR}`, `/usr/local/bin/${program}`, ...there]
}
