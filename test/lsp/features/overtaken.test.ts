// What becomes of an answer that a key overtakes: with a clock and a model of our own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CancellationTokenSource,
  type InlineCompletionList,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node'
import { OPEN_DOCUMENTS } from '../../../lsp/documents.ts'
import { type CursorPlace, placeAfter } from '../../../lsp/features/cursor-place.ts'
import { inlineCompletion } from '../../../lsp/features/inline-completion.ts'
import { DEFAULT_SETTINGS } from '../../../lsp/settings.ts'
import type { Hear } from '../../../lsp/suggestions/flights.ts'
import { Tracks } from '../../../lsp/suggestions/tracks.ts'
import { said } from '../suggestions/stage.ts'

const TEXT = 'export function area() {\n  \n}\n'
const POSITION = { line: 1, character: 2 }

function editor() {
  const hears: Hear[] = []
  const given: string[] = []
  const document = OPEN_DOCUMENTS.create('file:///area.ts', 'typescript', 1, TEXT)
  const tracks = new Tracks<typeof document, CursorPlace>(() => ({
    ask(_place, hear) {
      hears.push(hear)
      return () => {}
    },
    askEngine: () => () => {},
    hasModel: () => true,
    isModelDue: () => false,
    placeAfter,
  }))
  const answer = inlineCompletion({
    documentAt: () => document,
    trackOf: (one) => tracks.of(one),
    refusal: () => undefined,
    settings: async () => DEFAULT_SETTINGS,
    isSnoozed: () => false,
    used() {},
    feedback: { given: (_uri, { id }) => void given.push(id), over() {} },
    more: { answered() {} },
    log() {},
  })
  const source = new CancellationTokenSource()
  const params = {
    textDocument: { uri: document.uri },
    position: POSITION,
    context: { triggerKind: 2 as const },
  }
  const press = (): void => {
    const range = { start: POSITION, end: POSITION }
    OPEN_DOCUMENTS.update(document, [{ range, text: 'r' }], 2)
  }
  return { hears, given, source, press, ask: () => answer(params, source.token) }
}

/** The question is out once the settings are there. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function assertReplaced(answer: unknown): void {
  assert.ok(answer instanceof ResponseError)
  assert.equal(answer.code, LSPErrorCodes.RequestCancelled)
}

for (const [what, overtake] of [
  ['a cancel', ({ source }: ReturnType<typeof editor>) => source.cancel()],
  ['a change', ({ press }: ReturnType<typeof editor>) => press()],
] as const) {
  test(`${what} that comes in with the model's answer overtakes it`, async () => {
    const it = editor()
    const answer = it.ask()
    await turn()
    it.hears[0]?.done(said('return 1'))
    queueMicrotask(() => overtake(it))
    assertReplaced(await answer)
    assert.deepEqual(it.given, [], 'nobody was shown anything')
  })
}

test('without a newer key the same answer is shown', async () => {
  const it = editor()
  const answer = it.ask()
  await turn()
  it.hears[0]?.done(said('return 1'))
  const { items } = (await answer) as InlineCompletionList
  assert.equal(items[0]?.insertText, 'return 1')
  assert.equal(it.given.length, 1)
})

test('a cancelled request is told at once, while the model goes on thinking', async () => {
  const it = editor()
  const answer = it.ask()
  await turn()
  it.source.cancel()
  assertReplaced(await answer)
  assert.equal(it.hears.length, 1, 'the model was asked, and has not answered')
})
