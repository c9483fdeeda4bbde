// What `prompt` may be, by path and version: as GitLab's gateway takes and refuses it.
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

const gateway = await startGateway({ after })
const upstream = await fakeUpstream({ after }, { chunks: ['ok'] })

const MESSAGES = [{ role: 'user', content: 'x' }]
const ROBOT = [{ role: 'robot', content: 'x' }]
const NONE = undefined
type Row = [version: number, prompt: unknown, refusedAt?: (string | number)[]]

const AT_PROMPT = ['body', 'prompt']
const COMPLETIONS: Row[] = [
  [1, 7],
  [1, ROBOT],
  [2, 'x'],
  [2, null],
  [2, NONE],
  [2, MESSAGES, AT_PROMPT],
  [2, 7, AT_PROMPT],
  [3, MESSAGES],
  [3, []],
  [3, null],
  [3, 'x', AT_PROMPT],
  [3, {}, AT_PROMPT],
  [3, ROBOT, [...AT_PROMPT, 0, 'role']],
  [3, [{ role: 'user' }], [...AT_PROMPT, 0, 'content']],
]
const GENERATIONS: Row[] = [
  [1, 7],
  [2, 'x'],
  [2, null, AT_PROMPT],
  [2, NONE, AT_PROMPT],
  [2, MESSAGES, AT_PROMPT],
  [3, MESSAGES],
  [3, NONE, AT_PROMPT],
  [3, 'x', AT_PROMPT],
  [3, ROBOT, [...AT_PROMPT, 0, 'role']],
]

for (const [path, rows] of [
  ['/v2/code/completions', COMPLETIONS],
  ['/v2/completions', COMPLETIONS],
  ['/v2/code/generations', GENERATIONS],
] as const) {
  for (const [version, prompt, refusedAt] of rows) {
    const asked = `${path}, version ${version}, ${JSON.stringify(prompt)}`
    test(`${asked}: ${refusedAt ? `refused at ${refusedAt.join('.')}` : 'answered'}`, async () => {
      const members = { ...flatModelAt(upstream), prompt_version: version, prompt }
      const answer = await post(gateway.url + path, completionBody({ above: 'x = ' }, members))
      await isAsWanted(answer, refusedAt)
    })
  }
}

for (const [prompt, isRefused] of [
  ['x', false],
  [MESSAGES, false],
  [null, false],
  [7, true],
  [ROBOT, true],
] as const) {
  const asked = `a completion of /v3 and /v4 with the prompt ${JSON.stringify(prompt)}`
  test(`${asked}: ${isRefused ? 'refused' : 'answered'}`, async () => {
    for (const path of ['/v3/code/completions', '/v4/code/suggestions']) {
      const body = suggestionBody({ above: 'x = ' }, nestedModelAt(upstream))
      const [component] = body.prompt_components
      assert.ok(component)
      Object.assign(component.payload, { prompt })
      const answer = await post(gateway.url + path, body)
      assert.equal(answer.status, isRefused ? 422 : 200)
    }
  })
}

async function isAsWanted(answer: Response, refusedAt: Row[2]): Promise<void> {
  assert.equal(answer.status, refusedAt ? 422 : 200)
  if (!refusedAt) return
  const { code, detail } = await jsonOf<ErrorAnswer>(answer)
  assert.equal(code, 'invalid_request')
  assert.ok(typeof detail === 'object')
  assert.deepEqual(detail[0]?.loc, refusedAt)
}
