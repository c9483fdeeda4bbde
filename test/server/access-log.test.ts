// The access log: one JSON line a request, and nothing of anybody's code, prompt, key or token.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
import { accessLine, eventually, logLines } from '../support/eventually.ts'
import { type FakeGitlab, startFakeGitlab } from '../support/fake-gitlab.ts'
import { fakeUpstream, type UpstreamScript } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, handModel, nestedModelAt } from '../support/hand-model.ts'
import { asGitlab } from '../support/identity.ts'

const MARKER = 'SECRET-MARKER-c0de'
const CODE = { above: `x = "${MARKER}"\ny = `, below: `# ${MARKER}` }

let gitlab: FakeGitlab
let gateway: RunningGateway
let sent = 0
before(async () => {
  gitlab = await startFakeGitlab()
  gateway = await startGateway(undefined, {
    AIGW_GITLAB_URL: gitlab.url,
    MIDFILL_MODEL_HOSTS: '127.0.0.1',
  })
})
after(async () => {
  await gateway.stop()
  await gitlab.close()
})

/** Sends a request with an id of its own, and waits for its line. */
async function lineFor(path: string, body: unknown, headers: Record<string, string> = {}) {
  const id = `request-${sent++}`
  const answer = await post(gateway.url + path, body, {
    headers: { ...asGitlab(gitlab, { jti: MARKER }), 'x-request-id': id, ...headers },
  })
  assert.equal(answer.headers.get('x-request-id'), id)
  await answer.text().catch(() => {}) // Some of these are cut.
  return { answer, line: await accessLine(gateway, id) }
}

test("a request is one line with the members that GitLab's gateway logs", async (t) => {
  const upstream = await fakeUpstream(t, { chunks: [MARKER] })
  const sentAt = Date.now() / 1_000 - 2
  const { line } = await lineFor(
    '//v2/code/completions?a=1',
    completionBody(CODE, flatModelAt(upstream)),
    {
      'user-agent': 'gitlab-workhorse',
      'x-gitlab-version': '18.11.2',
      'x-gitlab-host-name': 'gitlab.test',
      'x-gitlab-unit-primitive': 'complete_code',
      'x-gitlab-language-server-version': '8.2.0',
      'x-gitlab-rails-send-start': String(sentAt),
      'x-gitlab-enabled-instance-verbose-ai-logs': 'false',
    },
  )
  const { timestamp, request_arrived_at: arrivedAt, client_port: port, ...rest } = line
  assert.ok(!Number.isNaN(Date.parse(String(timestamp))))
  assert.ok(Date.parse(String(arrivedAt)) <= Date.parse(String(timestamp)))
  assert.ok(Number(port) > 0)
  assert.ok(Number(rest.duration_s) >= Number(rest.response_start_duration_s) - 0.01)
  assert.ok(Number(rest.duration_request) >= 1.9 && Number(rest.duration_request) < 60)
  const expected = {
    level: 'info',
    type: 'mlops',
    stage: 'main',
    logger: 'midfill',
    message: 'api.access',
    path: '/v2/code/completions',
    method: 'POST',
    status_code: 200,
    http_version: '1.1',
    client_ip: '127.0.0.1',
    is_cancelled: false,
    token_issuer: gitlab.url,
    content_type: 'application/json',
    user_agent: 'gitlab-workhorse',
    gitlab_realm: 'self-managed',
    gitlab_instance_id: 'instance-1',
    gitlab_global_user_id: 'user-1',
    gitlab_host_name: 'gitlab.test',
    gitlab_version: '18.11.2',
    gitlab_language_server_version: '8.2.0',
    'meta.unit_primitive': 'complete_code',
    'enabled-instance-verbose-ai-logs': 'false',
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(rest[name], value, name)
})

test('without an id from the client the line has the id that the answer has', async () => {
  const answer = await post(`${gateway.url}/v2/code/completions`, {})
  const id = answer.headers.get('x-request-id') ?? ''
  assert.match(id, /^[0-9a-f]{32}$/)
  assert.equal((await accessLine(gateway, id)).status_code, 401)
})

/** A model server that tells back what it was asked, as some do. */
const TELLTALE = JSON.stringify({ error: { message: `cannot continue ${MARKER}` } })
const MODELS: [string, UpstreamScript, number][] = [
  ['answers', { chunks: [MARKER, MARKER] }, 200],
  ['fails', { status: 500, rawBody: TELLTALE }, 503],
  ['refuses the key', { status: 401, rawBody: TELLTALE }, 502],
  ['refuses the request', { status: 400, rawBody: TELLTALE }, 502],
  ['is overloaded', { status: 429, rawBody: TELLTALE }, 429],
  ['talks nonsense', { rawBody: `<html>${MARKER}</html>` }, 502],
]
for (const [name, script, status] of MODELS) {
  test(`a model that ${name} is one line with ${status}, streamed or not`, async (t) => {
    const upstream = await fakeUpstream(t, script)
    const named = { ...flatModelAt(upstream), model_api_key: MARKER }
    const context = [{ type: 'file', name: 'b.py', content: MARKER }]
    for (const stream of [false, true]) {
      const body = completionBody(CODE, { ...named, context, stream })
      const { answer, line } = await lineFor('/v2/code/completions', body)
      // An answer of another form is only found out when the stream has begun.
      if (!(stream && script.rawBody?.startsWith('<'))) assert.equal(answer.status, status)
      assert.equal(line.status_code, answer.status)
    }
  })
}

test('a model that hangs is one line with 504', async (t) => {
  const upstream = await fakeUpstream(t, { hangs: true })
  const impatient = await startGateway(t, { MIDFILL_TOTAL_TIMEOUT_MS: '200' })
  const body = completionBody(CODE, flatModelAt(upstream))
  const answer = await post(`${impatient.url}/v2/code/completions`, body)
  const line = await accessLine(impatient, answer.headers.get('x-request-id') ?? '')
  assert.deepEqual([answer.status, line.status_code], [504, 504])
  assert.doesNotMatch(impatient.log(), new RegExp(MARKER))
})

test('what is refused before a model is asked is one line as well', async () => {
  const model = { ...flatModelAt({ url: `http://${MARKER}.test/v1` }), model_api_key: MARKER }
  const good = completionBody(CODE, model)
  const cases: [string, unknown, Record<string, string>, number][] = [
    ['/v2/code/completions', good, { authorization: `Bearer ${MARKER}` }, 401],
    ['/v2/code/completions', good, asGitlab(gitlab, { scopes: [], jti: MARKER }), 403],
    ['/v2/code/completions', good, {}, 403],
    ['/nope', { prompt: MARKER }, {}, 404],
    ['/v2/code/completions', `{"a": "${MARKER}`, {}, 422],
    ['/v2/code/completions', { prompt_version: MARKER }, {}, 422],
    ['/v2/code/generations', { ...good, prompt_version: 2, prompt: MARKER }, {}, 403],
    ['/v4/code/suggestions', suggestionBody(CODE, { model_metadata: MARKER }), {}, 422],
  ]
  for (const [path, body, headers, status] of cases) {
    const { answer, line } = await lineFor(path, body, headers)
    assert.deepEqual([answer.status, line.status_code], [status, status], path)
  }
})

test('a client that leaves is one line that says so, and no failure', async (t) => {
  const model = await handModel(t)
  const leave = new AbortController()
  const headers = { ...asGitlab(gitlab), 'x-request-id': 'left' }
  const body = suggestionBody(CODE, { stream: true, ...nestedModelAt(model) })
  const init = { headers, signal: leave.signal }
  const asked = post(`${gateway.url}/v4/code/suggestions`, body, init)
  const call = await model.next()
  call.send(MARKER)
  const answer = await asked
  leave.abort()
  await Promise.all([call.closedByPeer, answer.text().catch(() => {})])
  assert.equal((await accessLine(gateway, 'left')).is_cancelled, true)
  const lines = logLines(gateway).filter(({ correlation_id: id }) => id === 'left')
  assert.equal(lines.length, 1)
})

test('health checks are not in the log', async () => {
  await fetch(`${gateway.url}/monitoring/healthz`)
  await lineFor('/nope', {})
  assert.doesNotMatch(gateway.log(), /monitoring/)
})

test('each request had exactly one line, each line was JSON, and no secret was in any', () => {
  const lines = logLines(gateway)
  const ids = lines.filter(({ message }) => message === 'api.access').map((l) => l.correlation_id)
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(ids.filter((id) => String(id).startsWith('request-')).length, sent)
  assert.ok(lines.every(({ text }) => text === undefined))
  assert.doesNotMatch(gateway.log(), new RegExp(`${MARKER}|eyJ`))
})

test('the log may go to a file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-log-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'gateway.log')
  const other = await startGateway(t, { AIGW_LOGGING__TO_FILE: file })
  await fetch(`${other.url}/nope`)
  const written = await eventually('a line in the file', () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .find((line) => line.includes('api.access')),
  )
  assert.equal(JSON.parse(written).status_code, 404)
  assert.equal(other.log(), '')
})
