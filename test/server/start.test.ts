// What a gateway says while it starts, or why it does not.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-start-'))
test.after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'midfill.yaml')
writeFileSync(file, "deployments: [{name: a, family: mistral, url: 'http://a.test'}]")

const MODEL = 'http://127.0.0.1:1/v1'
const LINES: [string, Record<string, string>, string][] = [
  [
    'nothing set',
    {},
    'Where no model is named, the embedded engine answers; MIDFILL_MODEL_URL names one',
  ],
  [
    'a model',
    { MIDFILL_MODEL_URL: `${MODEL}?key=SECRET`, MIDFILL_MODEL_NAME: 'codestral-22b' },
    `Where no model is named, codestral-22b at ${MODEL} answers`,
  ],
  ['a file', { MIDFILL_CONFIG: file }, `Models are those of ${file}: 1 deployment, 0 rules`],
  [
    'a fixed text',
    { AIGW_MOCK_MODEL_RESPONSES: 'true' },
    'No model is asked: a fixed text answers (AIGW_MOCK_MODEL_RESPONSES)',
  ],
]

for (const [name, env, line] of LINES) {
  test(`the log says who answers: ${name}`, async (t) => {
    const gateway = await startGateway(t, env)
    await eventually(line, async () => gateway.log().includes(`"${line}"`) || undefined)
    assert.doesNotMatch(gateway.log(), /SECRET/)
  })
}

test('an address that cannot be listened on is told with the variable that names it', async (t) => {
  const { port } = await fakeUpstream(t, {})
  const taken = startGateway(undefined, { AIGW_FASTAPI__API_PORT: String(port) })
  await assert.rejects(
    taken,
    RegExp(`The port is in use\\..*AIGW_FASTAPI__API_PORT.*127\\.0\\.0\\.1:${port}`),
  )
  const elsewhere = startGateway(undefined, { AIGW_FASTAPI__API_HOST: '192.0.2.1' })
  await assert.rejects(
    elsewhere,
    /AIGW_FASTAPI__API_HOST is no address of this machine.*192\.0\.2\.1/,
  )
})
