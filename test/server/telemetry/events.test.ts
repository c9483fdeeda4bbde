// Every step of a suggestion is a line, without code and names.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../../protocol/index.ts'
import { completionBody, jsonOf, post, suggestionBody } from '../../support/bodies.ts'
import { eventually, logLines } from '../../support/eventually.ts'
import { fakeUpstream } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'
import { flatModelAt, handModel, nestedModelAt } from '../../support/hand-model.ts'

interface Line {
  type: string
  event: string
  suggestion_id: string
  [member: string]: unknown
}

const MARK = 'EVENT-MARKER'
const CODE = { fileName: `${MARK}.py`, above: `${MARK} = `, below: '\n' }
const ANN = { headers: { 'x-gitlab-global-user-id': MARK } }

test('a suggestion is followed from the request to what people did with it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-events-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'events.jsonl')
  const gateway = await startGateway(t, { MIDFILL_EVENTS: file })
  const upstream = await fakeUpstream(t, { chunks: [`'${MARK}'`] })
  const body = completionBody(CODE, flatModelAt(upstream, 'codestral'))
  const answer = await post(`${gateway.url}/v2/code/completions`, body, ANN)
  const { id } = await jsonOf<CompletionsAnswer & { id: string }>(answer)
  const told = [
    { suggestion_id: id, event: 'shown' },
    { suggestion_id: id, event: 'accepted', accepted_chars: 7 },
    { suggestion_id: `no id: ${MARK}`, event: 'rejected' },
  ]
  await post(`${gateway.url}/v1/feedback`, { events: told })
  const read = (): Line[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  const lines = await eventually('four lines', () => (read().length >= 4 ? read() : undefined))
  assert.deepEqual(
    lines.map(({ event, suggestion_id }) => [event, suggestion_id]),
    ['requested', 'answered', 'shown', 'accepted'].map((event) => [event, id]),
  )
  const [requested, answered, , accepted] = lines
  const { kind, language, prefix_chars, suffix_chars } = requested ?? assert.fail()
  assert.deepEqual([kind, language], ['completion', 'python'])
  assert.deepEqual([prefix_chars, suffix_chars], [CODE.above.length, 1])
  assert.deepEqual([answered?.model, answered?.chars], ['named', MARK.length + 2])
  assert.equal(accepted?.accepted_chars, 7)
  assert.ok(!readFileSync(file, 'utf8').includes(MARK))
})

test('failures and cancels are steps, too', async (t) => {
  const gateway = await startGateway(t, { MIDFILL_EVENTS: 'stdout' })
  const stepsOf = (count: number) =>
    eventually(`${count} steps`, () => {
      const lines = logLines(gateway).filter(({ type }) => type === 'suggestion')
      return lines.length >= count ? lines.map(({ event, code }) => [event, code]) : undefined
    })
  const failing = await fakeUpstream(t, { status: 500 })
  const failed = completionBody(CODE, flatModelAt(failing, 'codestral'))
  await post(`${gateway.url}/v2/code/completions`, failed)
  assert.deepEqual((await stepsOf(2)).at(-1), ['failed', 'upstream_unavailable'])
  const model = await handModel(t)
  const client = new AbortController()
  const stream = { stream: true, ...nestedModelAt(model) }
  const asked = post(`${gateway.url}/v4/code/suggestions`, suggestionBody(CODE, stream), {
    signal: client.signal,
  })
  const call = await model.next()
  call.send('x')
  await asked
  client.abort()
  assert.deepEqual((await stepsOf(4)).at(-1), ['cancelled', undefined])
})
