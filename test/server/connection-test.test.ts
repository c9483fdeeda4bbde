// What GitLab's test of a connection can show: it reads lists of problems, and calls every plain text an unknown error.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { fakeGitlab } from '../support/fake-gitlab.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { nestedModelAt } from '../support/hand-model.ts'
import { asGitlab, identity } from '../support/identity.ts'

const CHECK = '/v1/prompts/model_configuration%2Fcheck'
const named = (url: string) => ({ inputs: {}, ...nestedModelAt({ url }) })
const OFF = { AIGW_CUSTOM_MODELS__ENABLED: 'false' }

const REFUSED: [string, Record<string, string>, object, number, RegExp][] = [
  ['a refused host', {}, named('http://169.254.169.254/v1'), 403, /never calls that host/],
  ['models switched off', OFF, named('http://models.test/v1'), 403, /AIGW_CUSTOM_MODELS__ENABLED/],
  ['no model', {}, { inputs: {} }, 422, /none is named or configured/],
]
for (const [name, env, body, status, msg] of REFUSED) {
  test(`${name} is told in a list`, async (t) => {
    const gateway = await startGateway(t, env)
    const answer = await post(gateway.url + CHECK, body)
    assert.equal(answer.status, status)
    const { detail } = await jsonOf<ErrorAnswer>(answer)
    assert.ok(typeof detail === 'object')
    assert.match(detail[0]?.msg ?? '', msg)
  })
}

test('a refused token is told in a list as well', async (t) => {
  const gitlab = await fakeGitlab(t)
  const gateway = await startGateway(t, { AIGW_GITLAB_URL: gitlab.url })
  const body = named('http://models.test/v1')
  const asked: [Record<string, string>, RegExp][] = [
    [identity(''), /GitLab sent an empty token/],
    [{ ...asGitlab(gitlab), 'x-gitlab-realm': 'saas' }, /Header mismatch/],
  ]
  for (const [headers, msg] of asked) {
    const answer = await post(gateway.url + CHECK, body, { headers })
    assert.equal(answer.status, 401)
    const { error, detail } = await jsonOf<ErrorAnswer>(answer)
    assert.match(error ?? '', msg)
    assert.ok(typeof detail === 'object')
    assert.match(detail[0]?.msg ?? '', msg)
  }
})

const CODE = { prefix: 'x = ', suffix: '', file_name: 'a.py', language: 'python', instruction: '' }
test('no prompt waits for a model that hangs: the answer comes before GitLab gives up', async (t) => {
  const upstream = await fakeUpstream(t, { hangs: true })
  const gateway = await startGateway(t)
  const ids = ['completions', 'generations'].map((name) => `code_suggestions%2F${name}`)
  await Promise.all(
    [...ids, 'model_configuration%2Fcheck'].map(async (id) => {
      const body = { inputs: CODE, ...nestedModelAt(upstream) }
      const answer = await post(`${gateway.url}/v1/prompts/${id}`, body)
      assert.equal(answer.status, 421)
      const { detail } = await jsonOf<ErrorAnswer>(answer)
      assert.match(String(detail), /^504: Timeout\. .*still be loading/)
    }),
  )
})
