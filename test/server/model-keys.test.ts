// Keys of models, as people paste them.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  completionBody,
  type ErrorAnswer,
  jsonOf,
  post,
  suggestionBody,
} from '../support/bodies.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { flatModelAt, nestedModelAt } from '../support/hand-model.ts'

const MARKER = 'MARKER-4e77'

const gateway = await startGateway({ after })
const upstream = await fakeUpstream({ after }, { chunks: ['ok'] })

for (const key of [`${MARKER}\r\nX-Smuggled: 1`, `${MARKER}\0`, `${MARKER}ключ`]) {
  test(`the key ${JSON.stringify(key).slice(12)} is refused, and no model asked`, async () => {
    const calls = upstream.requests.length
    const flat = { ...flatModelAt(upstream), model_api_key: key }
    const { model_metadata: nested } = nestedModelAt(upstream)
    const asked: [string, object, string[]][] = [
      ['/v2/code/completions', completionBody({ above: '' }, flat), ['model_api_key']],
      [
        '/v4/code/suggestions',
        suggestionBody({ above: '' }, { model_metadata: { ...nested, api_key: key } }),
        ['model_metadata', 'api_key'],
      ],
    ]
    for (const [path, body, loc] of asked) {
      const answer = await post(gateway.url + path, body)
      assert.equal(answer.status, 422)
      const { detail } = await jsonOf<ErrorAnswer>(answer)
      assert.ok(typeof detail === 'object')
      assert.deepEqual(detail[0]?.loc, ['body', ...loc])
      assert.doesNotMatch(JSON.stringify(detail), new RegExp(MARKER))
    }
    assert.equal(upstream.requests.length, calls)
  })
}

test('blanks around a key are left out', async () => {
  const model = { ...flatModelAt(upstream), model_api_key: ' pasted\n' }
  assert.equal(
    (await post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }, model)))
      .status,
    200,
  )
  assert.equal(upstream.requests.at(-1)?.headers.authorization, 'Bearer pasted')
})

test('no key is in the log', () => {
  assert.doesNotMatch(gateway.log(), new RegExp(MARKER))
})
