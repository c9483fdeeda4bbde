// Feedback: told in any order and any number of times, counted once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedbackEvent } from '../../../protocol/index.ts'
import { newCounters } from '../../../server/counters.ts'
import { Experiments } from '../../../server/experiments/experiments.ts'
import { reportOf } from '../../../server/experiments/report.ts'

const route = (arm: string) => ({ rule: 'trial', arm, chain: [], shadow: [] })

function experiments() {
  const counters = newCounters()
  return { counters, experiments: new Experiments(counters) }
}

const answered = (id: string, user = 'u') => ({
  id,
  user,
  model: 'one',
  language: 'py',
  isEmpty: false,
  isOwn: true,
})

type Told = [event: FeedbackEvent['event'], acceptedChars?: number]
const CASES: [string, Told[], Partial<Record<string, number>>][] = [
  ['shown', [['shown']], { shown: 1 }],
  ['shown twice', [['shown'], ['shown']], { shown: 1 }],
  ['accepted', [['shown'], ['accepted', 12]], { shown: 1, accepted: 1, acceptedChars: 12 }],
  [
    'accepted, and shown later',
    [['accepted', 3], ['shown']],
    { shown: 1, accepted: 1, acceptedChars: 3 },
  ],
  [
    'accepted twice',
    [
      ['accepted', 3],
      ['accepted', 3],
    ],
    { shown: 1, accepted: 1, acceptedChars: 3 },
  ],
  ['rejected', [['shown'], ['rejected']], { shown: 1, rejected: 1 }],
  [
    'taken bit by bit',
    [
      ['partially_accepted', 4],
      ['partially_accepted', 9],
      ['accepted', 20],
    ],
    { shown: 1, accepted: 1, acceptedChars: 20 },
  ],
  [
    'a part taken, the rest rejected',
    [['partially_accepted', 4], ['rejected']],
    { shown: 1, partlyAccepted: 1, acceptedChars: 4 },
  ],
  ['not read, then read and rejected', [['ignored'], ['rejected']], { shown: 1, rejected: 1 }],
  ['ignored', [['shown'], ['ignored']], { shown: 1, ignored: 1 }],
  ['rejected, and accepted after all', [['rejected'], ['accepted']], { shown: 1, accepted: 1 }],
]

for (const [name, told, expected] of CASES) {
  test(`${name} counts as ${JSON.stringify(expected)}`, () => {
    const { experiments: all } = experiments()
    all.answered(route('a'), answered('s'))
    for (const [event, acceptedChars] of told) {
      const accepted = acceptedChars === undefined ? {} : { accepted_chars: acceptedChars }
      all.take({ events: [{ suggestion_id: 's', event, ...accepted }] })
    }
    const total = all.arms[0]?.total() ?? {}
    const counted = Object.fromEntries(Object.entries(total).filter(([, n]) => n !== 0))
    assert.deepEqual(counted, { answers: 1, ...expected })
    const isAccepted = Boolean(expected.accepted || expected.partlyAccepted)
    assert.equal(all.arms[0]?.people.counted().share, isAccepted ? 1 : 0)
  })
}

test('suggestions that are not known, or not any more, are counted and no mistake', () => {
  const { experiments: all, counters } = experiments()
  all.answered(route('a'), answered('oldest'))
  for (let i = 0; i < 20_000; i += 1) all.answered(route('a'), answered(`s${i}`))
  const events = ['oldest', 's0', 'never'].map((id) => ({
    suggestion_id: id,
    event: 'shown' as const,
  }))
  assert.deepEqual(all.take({ events }), { taken: 1, unknown: 2 })
  assert.deepEqual([counters.feedbackTaken, counters.feedbackUnknown], [1, 2])
})

test('the report compares each arm with the first of the configuration, and says if chance explains it', () => {
  const { experiments: all } = experiments()
  const rates: [string, number][] = [
    ['new', 0.5],
    ['old', 0.2],
    ['same', 0.22],
  ]
  for (const [arm, rate] of rates) {
    for (let person = 0; person < 200; person += 1) {
      const id = `${arm}${person}`
      all.requested(route(arm))
      all.answered(route(arm), answered(id, id))
      const event = person < rate * 200 ? 'accepted' : 'rejected'
      all.take({ events: [{ suggestion_id: id, event }] })
    }
  }
  const configured = [{ name: 'trial', arms: ['old', 'new', 'same'].map((name) => ({ name })) }]
  const [rule] = reportOf(all.arms, configured as never)
  assert.deepEqual(
    rule?.arms.map(({ arm }) => arm),
    ['old', 'new', 'same'],
  )
  assert.deepEqual(
    rule?.arms.map(({ difference }) => difference?.isReal),
    [undefined, true, false],
  )
  assert.ok(Math.abs((rule?.arms[1]?.difference?.acceptance ?? 0) - 0.3) < 1e-9)
  assert.equal(rule?.arms[0]?.people, 200)
})
