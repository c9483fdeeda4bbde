// Editors that ask the gateway directly, with an access token that it issued to GitLab for them.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import {
  completionBody,
  type ErrorAnswer,
  jsonOf,
  post,
  suggestionBody,
} from '../support/bodies.ts'
import { type FakeGitlab, startFakeGitlab } from '../support/fake-gitlab.ts'
import { type FakeUpstream, fakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, nestedModelAt } from '../support/hand-model.ts'
import { asGitlab, identity } from '../support/identity.ts'

const CODE = { above: 'x = ' }
let gitlab: FakeGitlab
let upstream: FakeUpstream
before(async () => {
  gitlab = await startFakeGitlab()
  upstream = await startFakeUpstream({ chunks: ['ok'] })
})
after(async () => {
  await upstream.close()
  await gitlab.close()
})

const start = (t: { after(run: () => unknown): void }, env: Record<string, string> = {}) =>
  startGateway(t, { AIGW_GITLAB_URL: gitlab.url, ...env })

async function issuedToken({ url }: RunningGateway, claims = {}): Promise<string> {
  const asked = fetch(`${url}/v1/code/user_access_token`, {
    method: 'POST',
    headers: { ...asGitlab(gitlab, claims), 'content-type': 'application/json' },
  })
  const { token, expires_at: endsAt } = await jsonOf<{ token: string; expires_at: number }>(asked)
  assert.ok(Math.abs(endsAt - Date.now() / 1_000 - 3_600) < 60)
  return token
}

/** What an editor sends: no model at all. */
const direct = { prompt_version: 1, project_path: 'g/app', project_id: -1, choices_count: 1 }
const askDirectly = ({ url }: RunningGateway, token: string, headers = {}) =>
  post(`${url}/v2/completions`, completionBody(CODE, direct), {
    headers: { ...identity(token), ...headers },
  })

const modelIn = async (answer: Response | Promise<Response>): Promise<string> => {
  const { model } = await jsonOf<CompletionsAnswer>(answer)
  return `${model.engine}/${model.name}`
}

const askAsGitlab = ({ url }: RunningGateway, path: string, body: object, claims = {}) =>
  post(url + path, body, {
    headers: {
      ...asGitlab(gitlab, claims),
      ...('sub' in claims ? { 'x-gitlab-instance-id': String(claims.sub) } : {}),
    },
  })

test('until GitLab has named a model the embedded engine answers, and says so', async (t) => {
  const gateway = await start(t)
  const answer = await askDirectly(gateway, await issuedToken(gateway))
  assert.equal(answer.status, 200)
  assert.equal(await modelIn(answer), 'midfill/embedded')
})

test('then the model that GitLab named last for a completion answers, with its key', async (t) => {
  const gateway = await start(t)
  const token = await issuedToken(gateway)
  const v2 = completionBody(CODE, flatModelAt(upstream, 'codegemma'))
  await askAsGitlab(gateway, '/v2/code/completions', v2)
  assert.equal(await modelIn(askDirectly(gateway, token)), 'litellm/codegemma')
  assert.equal(upstream.requests.at(-1)?.headers.authorization, 'Bearer model-key')
  assert.equal(upstream.requests.at(-1)?.body.model, 'served-codegemma')
  const v4 = suggestionBody(CODE, nestedModelAt(upstream, 'codestral'))
  await askAsGitlab(gateway, '/v4/code/suggestions', v4)
  assert.equal(await modelIn(askDirectly(gateway, token)), 'openai/codestral')
  const generation = suggestionBody(CODE, {
    ...nestedModelAt(upstream, 'mistral'),
    kind: 'generation',
  })
  await askAsGitlab(gateway, '/v4/code/suggestions', generation)
  assert.equal(await modelIn(askDirectly(gateway, token)), 'openai/codestral')
})

test('the model of one instance is not for the editors of another', async (t) => {
  const gateway = await start(t)
  const elsewhere = { sub: 'instance-2' }
  const body = completionBody(CODE, flatModelAt(upstream))
  assert.equal((await askAsGitlab(gateway, '/v2/code/completions', body, elsewhere)).status, 200)
  const token = await issuedToken(gateway)
  assert.equal(await modelIn(askDirectly(gateway, token)), 'midfill/embedded')
})

test('an editor cannot choose the model of the others', async (t) => {
  const gateway = await start(t)
  const token = await issuedToken(gateway)
  const body = completionBody(CODE, flatModelAt(upstream))
  await post(`${gateway.url}/v2/completions`, body, { headers: identity(token) })
  assert.equal(await modelIn(askDirectly(gateway, token)), 'midfill/embedded')
})

test('a configured model comes before the one that GitLab named', async (t) => {
  const configured = await fakeUpstream(t, { chunks: ['ok'] })
  const gateway = await start(t, {
    MIDFILL_MODEL_URL: configured.url,
    MIDFILL_MODEL_FAMILY: 'codegemma',
    MIDFILL_MODEL_NAME: 'ours',
  })
  const body = completionBody(CODE, flatModelAt(upstream))
  await askAsGitlab(gateway, '/v2/code/completions', body)
  assert.equal(configured.requests.length, 0)
  const token = await issuedToken(gateway)
  assert.equal(await modelIn(askDirectly(gateway, token)), 'openai/codegemma')
  assert.equal(configured.requests.at(-1)?.body.model, 'ours')
})

test('the token of an editor is good for completions and for nothing else', async (t) => {
  const gateway = await start(t)
  const token = await issuedToken(gateway)
  const calls = upstream.requests.length
  const nested = nestedModelAt(upstream)
  const refused: [string, object][] = [
    ['/v2/code/generations', completionBody(CODE, { prompt_version: 2, prompt: '' })],
    ['/v3/code/completions', suggestionBody(CODE, nested)],
    ['/v4/code/suggestions', suggestionBody(CODE, nested)],
    ['/v4/code/suggestions', suggestionBody(CODE, { ...nested, kind: 'generation' })],
    ['/v1/prompts/model_configuration%2Fcheck', { inputs: {}, ...nested }],
    ['/v2/chat/agent', { messages: [{ role: 'user', content: 'hello' }], ...nested }],
    ['/v1/code/user_access_token', {}],
  ]
  for (const [path, body] of refused) {
    const answer = await post(gateway.url + path, body, { headers: identity(token) })
    assert.equal(answer.status, 403, path)
    assert.match(String((await jsonOf<ErrorAnswer>(answer)).detail), /^Unauthorized to /)
  }
  assert.equal(upstream.requests.length, calls)
  assert.equal((await askDirectly(gateway, token)).status, 200)
})

test('the token belongs to one user of one instance', async (t) => {
  const gateway = await start(t)
  const token = await issuedToken(gateway)
  for (const headers of [
    { 'x-gitlab-global-user-id': 'user-2' },
    { 'x-gitlab-instance-id': 'instance-2' },
    { 'x-gitlab-realm': 'saas' },
  ]) {
    const answer = await askDirectly(gateway, token, headers)
    assert.equal(answer.status, 401)
    assert.match((await jsonOf<ErrorAnswer>(answer)).error ?? '', /^Header mismatch/)
  }
})

test('tokens outlive a restart where the signing key is kept, and are renewed where it is not', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-key-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const kept = { MIDFILL_SIGNING_KEY_FILE: join(folder, 'signing-key.pem') }
  for (const [env, status] of [
    [kept, 200],
    [{}, 401],
  ] as const) {
    const first = await start(t, env)
    const token = await issuedToken(first)
    await first.stop()
    const second = await start(t, env)
    assert.equal((await askDirectly(second, token)).status, status)
    assert.equal((await askDirectly(second, await issuedToken(second))).status, 200)
  }
})
