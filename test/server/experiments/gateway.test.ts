// Feedback, reports and the guard rail through the built gateway.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../../protocol/index.ts'
import { completionBody, jsonOf, post, suggestionBody } from '../../support/bodies.ts'
import { logged } from '../../support/eventually.ts'
import { fakeUpstream, type UpstreamScript } from '../../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../../support/gateway.ts'

interface Cleanup {
  after(run: () => unknown): void
}

const TOKEN = 'an-admin-token-of-some-length'
const YAML = `deployments:
  - { name: one, family: codestral, url: "\${one}" }
  - { name: two, family: mistral, url: "\${two}" }
rules:
  - name: trial
    split:
      - { arm: old, percent: 50, use: one }
      - { arm: new, percent: 50, use: two, guard: { maxErrorPercent: 10, minAnswers: 20 } }
`

async function trial(t: Cleanup, two: UpstreamScript = { chunks: ['two'] }) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-trial-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  writeFileSync(file, YAML)
  const models = await Promise.all([fakeUpstream(t, { chunks: ['one'] }), fakeUpstream(t, two)])
  return startGateway(t, {
    MIDFILL_CONFIG: file,
    MIDFILL_ADMIN_TOKEN: TOKEN,
    one: models[0].url,
    two: models[1].url,
  })
}

async function ask(gateway: RunningGateway, user: string) {
  const headers = { 'x-gitlab-global-user-id': user }
  const body = completionBody({ above: 'x = ' })
  const response = await post(`${gateway.url}/v2/code/completions`, body, { headers })
  return { response, arm: response.headers.get('x-midfill-arm') ?? '' }
}

const tell = (gateway: RunningGateway, events: object[]) =>
  post(`${gateway.url}/v1/feedback`, { events })

const look = (gateway: RunningGateway, page: string, token = TOKEN) =>
  fetch(`${gateway.url}/admin/${page}`, { headers: { authorization: `Bearer ${token}` } })

/** What a page of the administrator's says, as far as these tests look. */
interface Page {
  config: { path: string; loadedAt: string; problems: string[] }
  counters: Record<string, number>
  closed: { rule: string; arm: string; reason: string }[]
  split: {
    rule: string
    arms: { arm: string; percent: number; requests: number; isClosed: boolean }[]
  }[]
  rules: { rule: string; arms: Record<string, unknown>[] }[]
}
const page = (gateway: RunningGateway, name: string) => jsonOf<Page>(look(gateway, name))

test('feedback by suggestion id is counted for the arm, the model and the language', async (t) => {
  const gateway = await trial(t)
  for (let i = 0; i < 40; i += 1) {
    const { response, arm } = await ask(gateway, `person ${i}`)
    const { id } = await jsonOf<CompletionsAnswer>(response)
    const event = arm === 'trial/new' ? 'accepted' : 'rejected'
    const told = await tell(gateway, [
      { suggestion_id: id, event: 'shown' },
      { suggestion_id: id, event, ...(event === 'accepted' ? { accepted_chars: 3 } : {}) },
    ])
    assert.equal(told.status, 202)
    assert.deepEqual(await told.json(), { taken: 2, unknown: 0 })
  }
  const { rules } = await page(gateway, 'experiments')
  const [old, fresh] = rules[0]?.arms ?? []
  assert.equal(rules[0]?.rule, 'trial')
  assert.equal(Number(old?.shown) + Number(fresh?.shown), 40)
  assert.deepEqual([old?.arm, old?.acceptance, old?.accepted], ['old', 0, 0])
  assert.deepEqual([fresh?.arm, fresh?.acceptance, fresh?.accepted], ['new', 1, fresh?.shown])
  assert.equal(fresh?.acceptedChars, 3 * Number(fresh?.shown))
  const difference = fresh?.difference as { isReal: boolean } | undefined
  assert.equal(difference?.isReal, true)
  const [cell] = (fresh?.cells ?? []) as { model: string; language: string }[]
  assert.deepEqual([cell?.model, cell?.language], ['two', 'python'])
  const { split } = await page(gateway, 'status')
  assert.deepEqual(
    split[0]?.arms.map(({ arm, percent }) => [arm, percent]),
    [
      ['old', 50],
      ['new', 50],
    ],
  )
  assert.equal(
    split[0]?.arms.reduce((sum, { requests }) => sum + requests, 0),
    40,
  )
})

test('streams have ids for feedback too: in their first event, or in a header', async (t) => {
  const gateway = await trial(t)
  const raw = await post(
    `${gateway.url}/v2/code/completions`,
    completionBody({ above: 'x = ' }, { stream: true }),
  )
  await raw.text()
  const events = await post(
    `${gateway.url}/v4/code/suggestions`,
    suggestionBody({ above: 'x = ' }, { stream: true }),
  )
  const [, inEvent] = /"id": ?"([^"]+)"/.exec(await events.text()) ?? []
  const ids = [raw.headers.get('x-midfill-suggestion-id'), inEvent]
  const told = await tell(
    gateway,
    ids.map((id) => ({ suggestion_id: id, event: 'shown' })),
  )
  assert.deepEqual(await told.json(), { taken: 2, unknown: 0 })
})

test('feedback about strangers is no mistake, feedback of another form is', async (t) => {
  const gateway = await trial(t)
  const unknown = await tell(gateway, [{ suggestion_id: 'never-seen', event: 'shown' }])
  assert.deepEqual([unknown.status, await unknown.json()], [202, { taken: 0, unknown: 1 }])
  const shown = { suggestion_id: 'a', event: 'shown' }
  for (const events of [
    [],
    [{ event: 'shown' }],
    [{ suggestion_id: '', event: 'shown' }],
    [{ suggestion_id: 'a'.repeat(65), event: 'shown' }],
    [{ suggestion_id: 'a', event: 'loved' }],
    [{ ...shown, accepted_chars: -1 }],
    Array(101).fill(shown),
  ]) {
    assert.equal((await tell(gateway, events)).status, 422, JSON.stringify(events).slice(0, 80))
  }
  assert.equal((await page(gateway, 'status')).counters.feedbackUnknown, 1)
})

test('feedback needs the same right as suggestions', async (t) => {
  const gateway = await startGateway(t, { MIDFILL_API_KEYS: 'key' })
  const events = [{ suggestion_id: 'a', event: 'shown' }]
  assert.equal((await tell(gateway, events)).status, 401)
})

test('pages of the administrator are behind their own token, and not there without one', async (t) => {
  const gateway = await trial(t)
  const without = await startGateway(t, { MIDFILL_API_KEYS: 'key' })
  for (const name of ['status', 'experiments']) {
    assert.equal((await look(gateway, name)).status, 200)
    assert.equal((await look(gateway, name, 'another')).status, 401)
    assert.equal((await fetch(`${gateway.url}/admin/${name}`)).status, 401)
    assert.equal((await look(without, name)).status, 404)
    assert.equal((await look(without, name, 'key')).status, 404)
  }
  const { config } = await page(gateway, 'status')
  assert.deepEqual(config.problems, [])
  assert.match(config.loadedAt, /^\d{4}-/)
})

test('an arm whose model fails goes to 0 % by itself, and its people get the other', async (t) => {
  const gateway = await trial(t, { status: 500 })
  for (let i = 0; i < 80; i += 1) await (await ask(gateway, `person ${i}`)).response.text()
  const line = await logged(gateway, 'the arm', ({ message }) => /crossed/.test(String(message)))
  assert.deepEqual([line.rule, line.arm, line.level], ['trial', 'new', 'warn'])
  const { closed, split, counters } = await page(gateway, 'status')
  assert.match(closed[0]?.reason ?? '', /^\d+ of \d+ requests failed; the limit is 10 %$/)
  assert.deepEqual(
    split[0]?.arms.map(({ isClosed }) => isClosed),
    [false, true],
  )
  assert.equal(counters.armsClosed, 1)
  for (let i = 0; i < 30; i += 1) {
    const { response, arm } = await ask(gateway, `later ${i}`)
    assert.deepEqual([response.status, arm], [200, 'trial/old'])
  }
})
