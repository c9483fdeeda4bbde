// Bodies that are not what was meant: accepted where they still say enough, refused with place and reason otherwise.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  completionBody,
  type ErrorAnswer,
  jsonOf,
  post,
  suggestionBody,
} from '../support/bodies.ts'
import { logLines } from '../support/eventually.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, nestedModelAt } from '../support/hand-model.ts'
import { rawPost, sendRaw } from '../support/raw-http.ts'

const MARKER = 'MARKER-9d40'
const LEVELS = 100_000

let gateway: RunningGateway
let upstream: FakeUpstream
let good: string
before(async () => {
  upstream = await startFakeUpstream({ chunks: ['ok'] })
  gateway = await startGateway(undefined)
  good = JSON.stringify(completionBody({ above: `x = ${MARKER}` }, flatModelAt(upstream)))
})
after(async () => {
  await gateway.stop()
  await upstream.close()
})

const goodWith = (members: string): string => `${good.slice(0, -1)},${members}}`
const nested = (open: string, close: string): string => open.repeat(LEVELS) + close.repeat(LEVELS)
const ask = (body: unknown, headers: Record<string, string> = {}) =>
  post(`${gateway.url}/v2/code/completions`, body, { headers })

const REFUSED: [string, () => unknown, (string | number)[]][] = [
  ['no body', () => '', ['body']],
  ['a list', () => [JSON.parse(good)], ['body']],
  ['a text', () => `"${MARKER}"`, ['body']],
  ['null', () => 'null', ['body']],
  ['a number', () => '42', ['body']],
  ['half of a body', () => good.slice(0, -9), ['body']],
  ['two bodies', () => good + good, ['body']],
  ['comments', () => `/* ${MARKER} */ ${good}`, ['body']],
  ['a hundred thousand lists in each other', () => nested('[', ']'), ['body']],
  [
    'lists in each other where objects should be',
    () => goodWith(`"context":${nested('[', ']')}`),
    ['body', 'context', 0],
  ],
  [
    'a member behind __proto__',
    () => `{"__proto__":${good},"current_file":{"file_name":"a"}}`,
    ['body', 'prompt_version'],
  ],
  [
    'the same member twice: the last counts',
    () => goodWith(`"prompt_version":"${MARKER}"`),
    ['body', 'prompt_version'],
  ],
  ['a number for a text', () => goodWith('"model_name":17'), ['body', 'model_name']],
  ['a text for a list', () => goodWith(`"context":"${MARKER}"`), ['body', 'context']],
  ['half a choice', () => goodWith('"choices_count":1.5'), ['body', 'choices_count']],
  [
    'a context of 101 files',
    () =>
      goodWith(
        `"context":${JSON.stringify(Array(101).fill({ type: 'f', name: 'n', content: '' }))}`,
      ),
    ['body', 'context'],
  ],
]

for (const [name, body, loc] of REFUSED) {
  test(`${name}: refused at ${loc.join('.')}`, async () => {
    const answer = await ask(body())
    assert.equal(answer.status, 422)
    const told = await jsonOf<ErrorAnswer>(answer)
    assert.equal(told.code, 'invalid_request')
    assert.ok(typeof told.detail === 'object')
    assert.deepEqual(told.detail[0]?.loc, loc)
    assert.ok(told.detail[0]?.msg)
    assert.doesNotMatch(JSON.stringify(told), new RegExp(`${MARKER}|\\bat /`))
  })
}

const ACCEPTED: [string, () => unknown][] = [
  ['unknown members, nested a hundred thousand times', () => goodWith(`"x":${nested('[', ']')}`)],
  [
    '__proto__ in each other',
    () => goodWith(`"x":${'{"__proto__":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`),
  ],
  [
    '__proto__ and constructor',
    () => goodWith('"__proto__":{"stream":true},"constructor":{"prototype":{}}'),
  ],
  ['the same member twice, right at last', () => `{"prompt_version":"x",${good.slice(1)}`],
  ['a mark of byte order', () => `\ufeff${good}`],
  ['words for truth', () => goodWith('"stream":"no"')],
  [
    'null for what may be left out',
    () => goodWith('"context":null,"project_path":null,"stream":null'),
  ],
  ['more choices than there are', () => goodWith('"choices_count":1e300')],
  ['fewer choices than none', () => goodWith('"choices_count":-7')],
]

for (const [name, body] of ACCEPTED) {
  test(`${name}: answered`, async () => {
    const answer = await ask(body())
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  })
}

test('NUL and controls reach the model as they are, and half a character as a replacement', async () => {
  const above = 'a\0b\ud800c\u2028d\u001be'
  assert.equal((await ask(completionBody({ above }, flatModelAt(upstream)))).status, 200)
  const read = above.replace('\ud800', '\ufffd')
  assert.equal(upstream.requests.at(-1)?.body.prompt, `[SUFFIX][PREFIX]${read}`)
})

test('bytes that are no UTF-8 reach the model as replacement characters', async () => {
  const [before = '', behind = ''] = good.split(MARKER)
  const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3]), Buffer.from(behind)])
  const { statuses } = await sendRaw(gateway.url, rawPost('/v2/code/completions', bytes))
  assert.deepEqual(statuses, [200])
  assert.equal(upstream.requests.at(-1)?.body.prompt, '[SUFFIX][PREFIX]x = \ufffd\ufffd')
})

for (const type of [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'nonsense',
]) {
  test(`the content type ${type}: refused`, async () => {
    const answer = await ask(good, { 'content-type': type })
    assert.equal(answer.status, 422)
    const { message } = await jsonOf<ErrorAnswer>(answer)
    assert.equal(message, 'The content type must be application/json')
  })
}

test('the other paths explain themselves as well', async () => {
  const cases: [string, object][] = [
    ['/v4/code/suggestions', { prompt_components: [] }],
    ['/v4/code/suggestions', suggestionBody({ above: '' }, { prompt_components: `${MARKER}` })],
    ['/v3/code/completions', nestedModelAt(upstream)],
    ['/v2/code/generations', { prompt_version: 2, prompt: 7 }],
    ['/v1/prompts/model_configuration%2Fcheck', { inputs: `${MARKER}` }],
    ['/v2/chat/agent', { messages: `${MARKER}` }],
  ]
  for (const [path, body] of cases) {
    const answer = await post(gateway.url + path, body)
    assert.equal(answer.status, 422, path)
    const { detail } = await jsonOf<ErrorAnswer>(answer)
    assert.ok(typeof detail === 'object' && detail[0]?.msg, path)
    assert.doesNotMatch(JSON.stringify(detail), new RegExp(MARKER))
  }
})

test('nothing of all this is in the log', () => {
  assert.doesNotMatch(gateway.log(), new RegExp(MARKER))
  assert.deepEqual(
    logLines(gateway).filter(({ text }) => text !== undefined),
    [],
  )
})
