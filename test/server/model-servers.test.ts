// What is remembered of a model server, and for how long.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CloudAccess } from '../../server/cloud/cloud-access.ts'
import { loadConfig } from '../../server/config.ts'
import { ModelServers } from '../../server/model-servers.ts'
import { PromptTooLong } from '../../server/prompt-too-long.ts'
import { familyOf } from '../../server/prompts/families.ts'
import { readOutgoing } from '../../server/tls.ts'
import { Upstream } from '../../server/upstream.ts'
import { dialectServer } from '../support/dialect-server.ts'

const LONG = 'x'.repeat(30_000)
const MINUTE_MS = 60_000

test('how much a refusal said that a server reads counts for ten minutes', async (t) => {
  const { models, outgoing } = loadConfig({})
  const upstream = new Upstream(readOutgoing(outgoing))
  t.after(() => upstream.close())
  const list = { object: 'list', data: [{ id: 'm', owned_by: 'somebody' }] }
  const { url, asked } = await dialectServer(t, { '/v1/models': { json: list } })
  const cloud = new CloudAccess(models.cloud)
  const servers = new ModelServers({ upstream, cloud, extraHeaders: {}, log: { info() {} } })
  const deployment = {
    engine: 'litellm',
    name: 'codestral',
    family: familyOf('codestral'),
    identifier: 'custom_openai/m',
    model: 'm',
    baseUrl: `${url}/v1`,
    apiKey: '',
  }
  const began = performance.now()
  let later = 0
  t.mock.method(performance, 'now', () => began + later)
  const refuse = async (told: number | undefined, text = LONG): Promise<void> => {
    const located = await servers.locate(deployment)
    servers.heed(located, new PromptTooLong(400, told), text.length)
  }

  assert.deepEqual(await servers.limits(deployment), {})
  await refuse(8_192)
  assert.deepEqual(await servers.limits(deployment), { windowTokens: 8_192 })
  await refuse(4_096)
  assert.deepEqual(await servers.limits(deployment), { windowTokens: 4_096 })
  await refuse(4_096)
  const { windowTokens, charsPerToken = 0 } = await servers.limits(deployment)
  assert.equal(windowTokens, 4_096)
  assert.ok(charsPerToken > 2 && charsPerToken < 3.2, 'its code is denser than was thought')

  for (let i = 0; i < 9; i += 1) await refuse(undefined, 'x = ')
  assert.equal((await servers.limits(deployment)).windowTokens, 1_024, 'a guess has a floor')

  const before = asked.length
  later = 9 * MINUTE_MS
  assert.equal((await servers.limits(deployment)).windowTokens, 1_024)
  assert.equal(asked.length, before)
  later = 11 * MINUTE_MS
  assert.deepEqual(await servers.limits(deployment), {})
  assert.ok(asked.length > before, 'it is asked anew who it is')
})
