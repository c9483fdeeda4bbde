// midfill.yaml decides which model answers, through the built gateway.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, nestedModel, post, suggestionBody } from '../support/bodies.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** A gateway with a file; `${one}` and `${two}` in it are the URLs of models that answer with their names. */
async function routedGateway(t: Cleanup, yaml: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-routing-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  writeFileSync(file, yaml)
  const [one, two] = await Promise.all([
    fakeUpstream(t, { chunks: ['one'] }),
    fakeUpstream(t, { chunks: ['two'] }),
  ])
  const variables = { MIDFILL_CONFIG: file, one: one.url, two: two.url, ...env }
  return { gateway: await startGateway(t, variables), file, one, two }
}

const DEPLOYMENTS = `deployments:
  - { name: one, family: codestral, url: "\${one}" }
  - { name: two, family: mistral, url: "\${two}" }
`

async function ask(
  gateway: RunningGateway,
  headers: Record<string, string> = {},
  file: { fileName?: string } = {},
) {
  const body = completionBody({ above: 'x = ', ...file })
  const response = await post(`${gateway.url}/v2/code/completions`, body, { headers })
  const answer = await jsonOf<CompletionsAnswer>(response)
  return { text: answer.choices[0]?.text, arm: response.headers.get('x-midfill-arm'), answer }
}

const RULES = `${DEPLOYMENTS}rules:
  - { name: realms, when: { realm: saas }, use: two }
  - { name: instances, when: { instance: "*.example.test" }, use: two }
  - { name: people, when: { user: [u1, u2] }, use: two }
  - { name: clients, when: { client: "nvim/*" }, use: two }
  - { name: teams, when: { header: { X-Team: [core, "platform-*"] } }, use: two }
  - { name: languages, when: { language: [ruby, typescript], kind: completion }, use: two }
  - { name: long, when: { kind: generation }, use: two }
  - { name: rest, use: [one, two] }
`

test('the first rule that fits decides, by whatever it looks at', async (t) => {
  const { gateway } = await routedGateway(t, RULES)
  const CASES: [string, Record<string, string>, { fileName?: string }][] = [
    ['realms/two', { 'x-gitlab-realm': 'saas' }, {}],
    ['rest/one', { 'x-gitlab-realm': 'self-managed' }, {}],
    ['instances/two', { 'x-gitlab-host-name': 'gitlab.Example.test' }, {}],
    ['people/two', { 'x-gitlab-global-user-id': 'u2' }, {}],
    ['rest/one', { 'x-gitlab-global-user-id': 'u' }, {}],
    ['clients/two', { 'user-agent': 'NVIM/0.11' }, {}],
    ['teams/two', { 'x-team': 'platform-tools' }, {}],
    ['rest/one', { 'x-team': 'core2' }, {}],
    ['languages/two', {}, { fileName: 'a.rb' }],
    ['languages/two', {}, { fileName: 'a.tsx' }],
    ['rest/one', {}, { fileName: 'a.py' }],
  ]
  for (const [expected, headers, file] of CASES) {
    const { arm, text } = await ask(gateway, headers, file)
    assert.equal(arm, expected, JSON.stringify([headers, file]))
    assert.equal(text, expected.split('/')[1])
  }
})

test('a generation goes its own way, whole and streamed, and streams name their arm', async (t) => {
  const { gateway, two } = await routedGateway(t, RULES)
  for (const stream of [false, true]) {
    const body = suggestionBody({ above: '# find\n' }, { kind: 'generation', stream })
    const answer = await post(`${gateway.url}/v4/code/suggestions`, body)
    assert.equal(answer.headers.get('x-midfill-arm'), 'long/two')
    assert.match(await answer.text(), /two/)
  }
  assert.equal(two.requests.length, 2)
})

test('a model that the request names always wins', async (t) => {
  const { gateway, one, two } = await routedGateway(t, RULES)
  const named = await fakeUpstream(t, { chunks: ['named'] })
  const body = suggestionBody({ above: 'x = ' }, nestedModel(named, 'mistral'))
  const answer = await post(`${gateway.url}/v4/code/suggestions`, body, {
    headers: { 'x-gitlab-realm': 'saas' },
  })
  assert.equal(answer.headers.get('x-midfill-arm'), null)
  assert.match(await answer.text(), /named/)
  assert.equal(one.requests.length + two.requests.length, 0)
})

test('a split is sticky for a person, near its percentages, and holds back in silence', async (t) => {
  const split = `${DEPLOYMENTS}rules:
  - name: trial
    split:
      - { arm: old, percent: 60, use: one }
      - { arm: new, percent: 30, use: two }
      - { percent: 10, hold: true }
`
  const [first, second] = await Promise.all([routedGateway(t, split), routedGateway(t, split)])
  const counts: Record<string, number> = {}
  const people = Array.from({ length: 200 }, (_, i) => ({
    'x-gitlab-global-user-id': `person ${i}`,
  }))
  for (const headers of people) {
    const [here, there] = await Promise.all([
      ask(first.gateway, headers),
      ask(second.gateway, headers),
    ])
    assert.equal(here.arm, there.arm, 'every replica decides alike')
    assert.equal(here.text, { 'trial/old': 'one', 'trial/new': 'two' }[here.arm ?? ''])
    counts[here.arm ?? ''] = (counts[here.arm ?? ''] ?? 0) + 1
  }
  // Which people they are never changes, so these never do.
  assert.deepEqual(Object.keys(counts).sort(), ['trial/hold', 'trial/new', 'trial/old'])
  assert.ok(Math.abs((counts['trial/old'] ?? 0) - 120) < 28, JSON.stringify(counts))
  assert.equal(first.one.requests.length, counts['trial/old'])
})

test('one deployment needs no rule, and what no rule is for goes to the model of the environment', async (t) => {
  const only = await routedGateway(t, DEPLOYMENTS.split('\n').slice(0, 2).join('\n'))
  const { text, arm } = await ask(only.gateway)
  assert.deepEqual([text, arm], ['one', null])
  const preset = await fakeUpstream(t, { chunks: ['preset'] })
  const some = await routedGateway(
    t,
    `${DEPLOYMENTS}rules: [{ name: r, when: { language: ruby }, use: two }]`,
    { MIDFILL_MODEL_URL: preset.url },
  )
  assert.equal((await ask(some.gateway)).text, 'preset')
  assert.equal((await ask(some.gateway, {}, { fileName: 'a.rb' })).text, 'two')
})

test('keys of the file let callers in, and shut a gateway that would be open', async (t) => {
  const { gateway } = await routedGateway(t, `apiKeys: ["\${TEAM}"]\n${RULES}`, {
    TEAM: 'team-key',
  })
  const statusFor = async (headers: Record<string, string>) => {
    const body = completionBody({ above: 'x = ' })
    return (await post(`${gateway.url}/v2/code/completions`, body, { headers })).status
  }
  assert.equal(await statusFor({}), 401)
  assert.equal(await statusFor({ authorization: 'Bearer no' }), 401)
  assert.equal(await statusFor({ authorization: 'Bearer team-key' }), 200)
})

test('a file with mistakes refuses the start, together with those of the environment', async (t) => {
  await assert.rejects(
    routedGateway(t, 'deployments: [{ name: one }]\nrulez: []', { AIGW_LOGGING__LEVEL: 'loud' }),
    ({ message }: Error) => {
      for (const part of [/yaml:1:15: family/, /yaml:2:1: .*rules\?/, /AIGW_LOGGING__LEVEL/]) {
        assert.match(message, part)
      }
      return true
    },
  )
})
