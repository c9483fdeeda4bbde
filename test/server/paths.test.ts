// Paths: GitLab's proxy follows no redirects, so every spelling is served where it arrives.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { completionBody, type ErrorAnswer, jsonOf } from '../support/bodies.ts'
import { exchange } from '../support/cases/exchange.ts'
import { accessLine } from '../support/eventually.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'

const PATIENCE_MS = 5_000
const BODY = JSON.stringify(completionBody({ above: 'x = ' }))

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined)
})
after(() => gateway.stop())

const ask = (method: string, path: string) =>
  exchange(
    gateway.url,
    {
      method,
      path,
      headers: { 'content-type': 'application/json' },
      body: method === 'POST' ? BODY : undefined,
    },
    PATIENCE_MS,
  )

const SERVED = [
  '/v2/code/completions',
  '//v2/code/completions',
  '/v2/code/completions/',
  '/v2//code///completions',
  '/ai/v2/code/completions',
  '//ai//v2/code/completions/',
  '/v2/code%2Fcompletions',
  '/v2/code%2fcompletions?from=gitlab',
  '/v2/completions',
]
for (const path of SERVED) {
  test(`POST ${path} is served`, async () => {
    const { status, headers } = await ask('POST', path)
    assert.equal(status, 200)
    assert.equal(headers.location, undefined)
  })
}

const SPELLINGS = [
  '',
  '/',
  '?a=1',
  '//',
  '/..',
  '/%2e%2e',
  '%00',
  '/../v2/code/completions',
  ';a=1',
]
const METHODS = ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
test('no spelling and no method is answered with a redirect, or with HTML', async () => {
  for (const method of METHODS) {
    for (const path of ['/v2/code/completions', '/monitoring/healthz', '/nope', '/docs', '/ai']) {
      for (const spelling of SPELLINGS) {
        const { status, headers } = await ask(method, path + spelling)
        const what = `${method} ${path}${spelling}: ${status}`
        assert.ok([200, 401, 404, 405].includes(status), what)
        assert.match(headers['content-type'] ?? 'application/json', /json/, what)
        assert.equal(headers['x-gitlab-error-origin'], undefined)
      }
    }
  }
})

test('what encodes nothing is an unknown path like others, with its line in the log', async () => {
  for (const path of ['/%zz', '/v1/prompts/%E0%A4%A', '/%', '/v2/code/completions/%f']) {
    const { status, headers, text } = await ask('POST', path)
    assert.equal(status, path.startsWith('/v1/prompts') ? 422 : 404, path)
    assert.ok(!text.includes('%'), text)
    await accessLine(gateway, String(headers['x-request-id']))
  }
})

test('a whole URL in place of a path is served', async () => {
  assert.equal((await ask('GET', 'http://gateway/monitoring/healthz')).status, 200)
})

test('a method that a path does not know is told which it knows', async () => {
  const asked: [string, string, string][] = [
    ['GET', '/v4/code/suggestions', 'POST'],
    ['PUT', '/v2/completions/', 'POST'],
    ['DELETE', '/v1/prompts/model_configuration%2Fcheck', 'POST'],
    ['POST', '/monitoring/ready', 'GET'],
  ]
  for (const [method, path, allowed] of asked) {
    const { status, headers } = await ask(method, path)
    assert.deepEqual([status, headers.allow], [405, allowed], path)
  }
})

const ABSENT: [string, RegExp][] = [
  ['/v1/search/gitlab-docs', /documentation/],
  ['/v1/x-ray/libraries', /X-Ray/],
  ['/v1/amazon_q/events', /Amazon Q/],
  ['/v1/embeddings/code_embeddings/index', /embeddings/],
  ['/v1/proxy/anthropic/v1/messages', /vendors/],
]
test('features that are not here are named in a 404', async () => {
  for (const [path, feature] of ABSENT) {
    const answer = await fetch(gateway.url + path, { method: 'POST' })
    assert.equal(answer.status, 404)
    assert.match(String((await jsonOf<ErrorAnswer>(answer)).detail), feature)
  }
})
