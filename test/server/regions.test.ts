// docs/regions.yaml, as docs/install.md offers it: whose requests go where, and where they never go.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'yaml'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, post } from '../support/bodies.ts'
import { type FakeGitlab, fakeGitlab } from '../support/fake-gitlab.ts'
import { type FakeUpstream, fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { asGitlab } from '../support/identity.ts'

const EXAMPLE = readFileSync('docs/regions.yaml', 'utf8')
const NAMES = ['eu-codestral', 'eu-codegemma', 'us-codestral']

/** The example with servers of this test, of which some fail. */
async function world(t: TestContext, failing: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-regions-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const servers = new Map<string, FakeUpstream>()
  let yaml = EXAMPLE
  for (const { name, url } of parse(EXAMPLE).deployments) {
    const server = await fakeUpstream(
      t,
      failing.includes(name) ? { status: 500 } : { chunks: ['1'] },
    )
    servers.set(name, server)
    yaml = yaml.replace(url, server.url)
  }
  assert.deepEqual([...servers.keys()], NAMES)
  const file = join(folder, 'midfill.yaml')
  writeFileSync(file, yaml)
  const [eu, us] = [await fakeGitlab(t), await fakeGitlab(t)]
  const gateway = await startGateway(t, {
    MIDFILL_CONFIG: file,
    AIGW_GITLAB_URL: `${eu.url},${us.url}`,
    EU_KEY: 'a-key-for-eu',
    US_KEY: 'a-key-for-us',
  })
  const ask = (gitlab: FakeGitlab, host: string) =>
    post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }), {
      headers: { ...asGitlab(gitlab), 'x-gitlab-host-name': host },
    })
  return { servers, ask, eu, us }
}

const modelOf = async (answer: Response): Promise<string | undefined> =>
  (await jsonOf<CompletionsAnswer>(answer)).model?.name

test('each instance is answered in its region, and in nobody else’s', async (t) => {
  const { servers, ask, eu, us } = await world(t)
  assert.equal(await modelOf(await ask(eu, 'gitlab-eu.example.com')), 'eu-codestral')
  assert.equal(await modelOf(await ask(us, 'gitlab-us.example.com')), 'us-codestral')
  const key = (name: string) => servers.get(name)?.requests[0]?.headers.authorization
  assert.equal(key('eu-codestral'), 'Bearer a-key-for-eu')
  assert.equal(key('us-codestral'), 'Bearer a-key-for-us')
})

test('where all models of the EU fail, its code goes nowhere else', async (t) => {
  const { servers, ask, eu } = await world(t, ['eu-codestral', 'eu-codegemma'])
  const answer = await ask(eu, 'gitlab-eu.example.com')
  assert.ok(answer.status >= 500, `${answer.status}`)
  assert.equal(servers.get('us-codestral')?.requests.length, 0)
})

test('where that of the US fails, the EU’s steps in', async (t) => {
  const { ask, us } = await world(t, ['us-codestral'])
  assert.equal(await modelOf(await ask(us, 'gitlab-us.example.com')), 'eu-codestral')
})
