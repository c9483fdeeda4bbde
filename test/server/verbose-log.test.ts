// The one switch that puts code into the log.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
import { accessLine, type LogLine, logLines } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, nestedModelAt } from '../support/hand-model.ts'

const HEADER = 'x-gitlab-enabled-instance-verbose-ai-logs'
const CODE = { above: 'ASKED = ', below: '' }

let gateway: RunningGateway
let sent = 0
before(async () => {
  gateway = await startGateway(undefined)
})
after(() => gateway.stop())

async function verboseLines(path: string, body: object, header?: string): Promise<LogLine[]> {
  const id = `verbose-${sent++}`
  const headers = { 'x-request-id': id, ...(header === undefined ? {} : { [HEADER]: header }) }
  const answer = await post(gateway.url + path, body, { headers })
  await answer.text().catch(() => {}) // One of these is cut.
  await accessLine(gateway, id)
  return logLines(gateway).filter((l) => l.correlation_id === id && l.message === 'api.verbose')
}

for (const stream of [false, true]) {
  for (const path of ['/v2/code/completions', '/v4/code/suggestions']) {
    test(`${path}, ${stream ? 'streamed' : 'whole'}: one line with prompt and answer`, async (t) => {
      const upstream = await fakeUpstream(t, { chunks: ['ANS', 'WER'] })
      const body = path.startsWith('/v4')
        ? suggestionBody(CODE, { stream, ...nestedModelAt(upstream) })
        : completionBody(CODE, { stream, ...flatModelAt(upstream) })
      const lines = await verboseLines(path, body, 'true')
      assert.equal(lines.length, 1)
      assert.match(String(lines[0]?.prompt), /ASKED = /)
      assert.equal(lines[0]?.answer, 'ANSWER')
      assert.equal(lines[0]?.answer_chars, 6)
      for (const header of ['false', '', 'TRUE', undefined]) {
        assert.deepEqual(await verboseLines(path, body, header), [])
      }
    })
  }
}

test('long texts are cut in their middle, and failures have the prompt too', async (t) => {
  const upstream = await fakeUpstream(t, { status: 500 })
  const above = `${'line = 1\n'.repeat(2_000)}LAST = `
  const body = completionBody({ above }, flatModelAt(upstream))
  const [line] = await verboseLines('/v2/code/completions', body, 'true')
  assert.ok(String(line?.prompt).length < 10_100)
  assert.ok(Number(line?.prompt_chars) > 10_000)
  assert.match(String(line?.prompt), /LAST = $/)
  assert.equal(line?.answer, '')
})

test('keys are not in the log even then', () => {
  assert.doesNotMatch(gateway.log(), /model-key/)
})
