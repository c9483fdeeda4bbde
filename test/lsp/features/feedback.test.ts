// What becomes of a suggestion, told with a clock and a document of the test's own.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Feedback } from '../../../lsp/features/feedback.ts'
import type { FeedbackEvent } from '../../../protocol/index.ts'

const URI = 'file:///a.ts'
const TEXT = 'return width * height\n}'

let clock = 0
let timers: { at: number; call: () => void }[] = []
let document: string | undefined
let posts: FeedbackEvent[][] = []
let isOn = true
let feedback: Feedback

beforeEach(() => {
  clock = 0
  timers = []
  document = `function area() {\n  ${TEXT}\n`
  posts = []
  isOn = true
  feedback = new Feedback({
    async send(events) {
      posts.push([...events])
    },
    isOn: () => isOn,
    textOf: () => document,
    now: () => clock,
    later: (ms, call) => timers.push({ at: clock + ms, call }),
  })
})

function pass(ms: number): void {
  const until = clock + ms
  for (;;) {
    const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
    if (!next) break
    timers = timers.filter((one) => one !== next)
    clock = next.at
    next.call()
  }
  clock = until
}

const given = (id: string, source: 'model' | 'embedded' = 'model'): void =>
  feedback.given(URI, { id, text: TEXT, source, model: 'm' })
const accept = (id: string): void =>
  feedback.execute('midfill.suggestionAccepted', [id, TEXT.length])
const told = (): string[] => posts.flat().map(({ suggestion_id: id, event }) => `${id} ${event}`)

test('what could be read and was not taken is rejected; what could not is ignored', () => {
  given('a')
  pass(749)
  given('b')
  pass(750)
  feedback.over(URI)
  pass(1_000)
  assert.deepEqual(told(), ['a shown', 'a ignored', 'b shown', 'b rejected'])
})

test('events of a second go together', () => {
  given('a')
  given('b')
  pass(999)
  assert.equal(posts.length, 0)
  pass(1)
  assert.equal(posts.length, 1)
  given('c')
  pass(1_000)
  assert.equal(posts.length, 2)
})

test('an accepted one is looked for after half a minute and five minutes', () => {
  given('a')
  pass(400)
  accept('a')
  pass(60_000)
  document = 'function area() {\n  return 0\n}\n'
  pass(300_000)
  const events = posts.flat()
  assert.deepEqual(events.at(-1), {
    suggestion_id: 'a',
    event: 'kept',
    after_ms: 30_000,
    kept_chars: 'return width * height'.length,
  })
  assert.equal(events.find(({ event }) => event === 'accepted')?.after_ms, 400)
})

test('one that is kept for five minutes is told twice, and no code is in it', () => {
  given('a')
  accept('a')
  pass(400_000)
  const kept = posts.flat().filter(({ event }) => event === 'kept')
  assert.deepEqual(
    kept.map(({ after_ms }) => after_ms),
    [30_000, 300_000],
  )
  assert.doesNotMatch(JSON.stringify(posts), /width/)
})

test('a document that was closed tells nothing', () => {
  given('a')
  accept('a')
  document = undefined
  pass(400_000)
  assert.deepEqual(told(), ['a shown', 'a accepted'])
})

test("the engine's suggestions are no business of the gateway, but end what was there", () => {
  given('a')
  pass(800)
  given('e', 'embedded')
  feedback.over(URI)
  pass(1_000)
  assert.deepEqual(told(), ['a shown', 'a rejected'])
})

test('switched off, nothing is kept for later', () => {
  isOn = false
  given('a')
  feedback.over(URI)
  pass(2_000)
  isOn = true
  pass(2_000)
  assert.deepEqual(posts, [])
})
