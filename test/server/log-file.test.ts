// The log in a file, and files that cannot be written.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-log-'))
after(() => rmSync(folder, { recursive: true }))

test('the log goes behind what is in the file, and nowhere else', async (t) => {
  const file = join(folder, 'gateway.log')
  writeFileSync(file, 'before\n')
  const gateway = await startGateway(t, { AIGW_LOGGING__TO_FILE: file })
  await fetch(`${gateway.url}/nope`)
  await eventually('a line in the file', () =>
    readFileSync(file, 'utf8').includes('api.access') ? true : undefined,
  )
  assert.match(readFileSync(file, 'utf8'), /^before\n\{/)
  assert.equal(gateway.log(), '')
})

test('a file that cannot be opened stops the start, naming the variable', async () => {
  const file = join(folder, 'no', 'folder', 'gateway.log')
  await assert.rejects(
    startGateway(undefined, { AIGW_LOGGING__TO_FILE: file }),
    /no gateway:\nThe configuration cannot be used:\n {2}- AIGW_LOGGING__TO_FILE: \S+ cannot be opened \(ENOENT: no such file or directory\)\n$/,
  )
})

test('a full disk is one word on standard error, and no end of the gateway', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const gateway = await startGateway(t, { AIGW_LOGGING__TO_FILE: '/dev/full' })
  for (let i = 0; i < 20; i += 1) {
    assert.equal((await fetch(`${gateway.url}/nope`)).status, 404)
  }
  assert.equal(
    gateway.log(),
    '/dev/full (AIGW_LOGGING__TO_FILE) cannot be written (ENOSPC: no space left on device).\n',
  )
})
