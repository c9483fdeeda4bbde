// The engine's thread: a question that nobody waits for any more is given up, in the queue and while it is worked on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine, type EngineSuggestion } from '../../engine/index.ts'
import { Answering } from '../../lsp/engine/answering.ts'
import { Cancelled } from '../../lsp/engine/cancelled.ts'
import type { AskEngine, FromEngine } from '../../lsp/engine/messages.ts'
import { settleInSlices } from '../../lsp/engine/slices.ts'

const SUGGESTION: EngineSuggestion = {
  text: 'settings',
  confidence: 0.9,
  evidence: { kind: 'current_file' },
  matchedTokens: 3,
}

const asked = (id: number): AskEngine => ({
  kind: 'ask',
  id,
  languageId: 'typescript',
  request: { name: 'a.ts', prefix: 'const a = open(', suffix: '\n' },
})

/** An engine that asks for its deadline 100 times and does `between` after the tenth. */
function slowEngine(between: () => void) {
  const seen = { questions: 0, asked: 0 }
  const engine: Pick<Engine, 'suggest'> = {
    suggest({ isPastDeadline }) {
      seen.questions += 1
      for (let token = 0; token < 100; token++) {
        if (token === 10) between()
        if (isPastDeadline?.()) return undefined
        seen.asked += 1
      }
      return SUGGESTION
    },
  }
  return { engine, seen }
}

test('a question that was cancelled in the queue is not begun', () => {
  const cancelled = new Cancelled()
  const posted: FromEngine[] = []
  const { engine, seen } = slowEngine(() => {})
  const answering = new Answering({
    engine,
    cancelled,
    now: () => 0,
    post: (one) => posted.push(one),
  })
  cancelled.add(1)
  answering.answer(asked(1))
  answering.answer(asked(2))
  assert.equal(seen.questions, 1)
  assert.deepEqual(
    posted.map(({ id, suggestion }) => [id, suggestion?.text]),
    [[2, 'settings']],
  )
})

test('a question that is cancelled from another thread ends at its next token', () => {
  const here = new Cancelled()
  assert.ok(here.shared instanceof SharedArrayBuffer)
  const there = new Cancelled(here.shared)
  const posted: FromEngine[] = []
  const { engine, seen } = slowEngine(() => here.add(1))
  const answering = new Answering({
    engine,
    cancelled: there,
    now: () => 0,
    post: (one) => posted.push(one),
  })
  answering.answer(asked(1))
  assert.equal(seen.asked, 10)
  assert.deepEqual(posted, [])
})

test('an answer takes its time and no longer, the first ones more of it', () => {
  let ms = 0
  const { engine, seen } = slowEngine(() => {})
  const answering = new Answering({
    engine,
    cancelled: new Cancelled(),
    now: () => ms++,
    post: () => {},
  })
  for (let id = 1; id <= 5; id++) answering.answer(asked(id))
  assert.equal(seen.asked, 500)
  answering.answer(asked(6))
  assert.ok(seen.asked <= 510)
})

test('questions are answered while a workspace is sorted', async () => {
  const engine = new Engine()
  for (let i = 0; i < 40; i++) {
    engine.workspace.load(
      `f${i}.ts`,
      `const ledger${i} = await openLedger(settings.folder)\n`.repeat(40),
    )
  }
  let isSettled = false
  const settling = settleInSlices(engine).then(() => {
    isSettled = true
  })
  const request = { name: 'x.ts', prefix: 'const a = make(one, two)\nconst b = ma', suffix: '\n' }
  assert.match(engine.suggest(request)?.text ?? '', /^ke/)
  assert.equal(isSettled, false)
  await settling
  const { text } = engine.suggest({ ...request, prefix: 'const ledger = await openLed' }) ?? {}
  assert.match(text ?? '', /^ger/)
})
