// What became of suggestions: what GitLab's clients tell, which of it counts, and what an instance hears.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventOf, TelemetryGraph } from '../../../lsp/gitlab-client/telemetry-graph.ts'
import { eventually } from '../../support/eventually.ts'
import { type GitlabForEditors, gitlabForEditors } from '../../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../../support/language-server.ts'
import { atCursor } from '../../support/marks.ts'

const ID = 'one'

/** Events after `requested`, and those of them that are recorded. */
const ORDERS: [string, boolean, string, string][] = [
  ['all in order', false, 'loaded shown accepted', 'loaded shown accepted'],
  ['accepted without being shown', false, 'loaded accepted', 'loaded accepted'],
  ['accepted after all', false, 'loaded cancelled accepted', 'loaded cancelled accepted'],
  [
    'accepted after it was rejected',
    false,
    'loaded shown rejected accepted',
    'loaded shown rejected accepted',
  ],
  [
    'asked for again',
    false,
    'loaded shown requested loaded shown',
    'loaded shown requested loaded shown',
  ],
  ['cancelled before its stream', true, 'cancelled', 'cancelled'],
  [
    'a stream that brings nothing',
    true,
    'stream_started stream_completed not_provided',
    'stream_started stream_completed not_provided',
  ],
  ['shown before it was loaded', false, 'shown', ''],
  ['nothing provided', false, 'loaded not_provided', 'loaded not_provided'],
  ['cancelled before it was loaded', false, 'cancelled', ''],
  ['rejected after it was accepted', false, 'accepted rejected', 'accepted'],
  ['rejected', false, 'loaded shown rejected', 'loaded shown rejected'],
  ['shown twice', false, 'loaded shown shown', 'loaded shown'],
  [
    'a stream in order',
    true,
    'stream_started shown stream_completed accepted',
    'stream_started shown stream_completed accepted',
  ],
  ['a stream that fails', true, 'stream_started error', 'stream_started error'],
  ['shown before its stream', true, 'shown', ''],
  ['loaded is no state of a stream', true, 'loaded', ''],
]

for (const [name, isStreamed, offered, recorded] of ORDERS) {
  test(`telemetry: ${name}`, () => {
    const graph = new TelemetryGraph(() => 0)
    graph.requested(ID, { isStreamed })
    const kept = offered.split(' ').filter((word) => {
      const event = eventOf(`suggestion_${word}`)
      assert.ok(event)
      return graph.record(ID, event)
    })
    assert.equal(kept.join(' '), recorded)
  })
}

test('telemetry: after a minute a suggestion is forgotten, and others are never known', () => {
  let now = 0
  const graph = new TelemetryGraph(() => now)
  graph.requested(ID, { isStreamed: false })
  now = 60_001
  assert.equal(graph.record(ID, 'accepted'), false)
  assert.equal(graph.record('another', 'accepted'), false)
  assert.equal(eventOf('suggestion_invented'), undefined)
})

const EVENTS_PATH = '/api/v4/usage_data/track_event'

interface Tracked {
  event: string
  additional_properties: Record<string, unknown>
}

const tracked = ({ requests }: GitlabForEditors): Tracked[] =>
  requests.filter(({ path }) => path === EVENTS_PATH).map(({ body }) => body as unknown as Tracked)

async function stage(t: { after(run: () => unknown): void }, settings: object, script = {}) {
  const gitlab = await gitlabForEditors(t, { chunks: ['count(1)\nmore()'], ...script })
  const editor = await startEditor(t)
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: {
      ...{ baseUrl: gitlab.url, token: 'fake', midfill: { engine: { enabled: false } } },
      ...settings,
    },
  })
  return { gitlab, editor }
}

async function suggested(editor: Editor, name = 'one'): Promise<string> {
  const uri = `file:///code/${name}.ts`
  const { text, position } = atCursor('const first = 1\nconst total = ‸\n')
  await editor.open(uri, 'typescript', text)
  const [item] = await editor.invoked(uri, position)
  return (item as { data: { id: string } } | undefined)?.data.id ?? ''
}

const tell = (editor: Editor, action: string, trackingId: string): Promise<void> =>
  editor.connection.sendNotification('$/gitlab/telemetry', {
    ...{ category: 'code_suggestions', action, context: { trackingId, optionId: 1 } },
  })

const PROMISED = {
  telemetry: { actions: [{ action: 'suggestion_shown' }, { action: 'suggestion_accepted' }] },
}

test('the instance hears what was shown and accepted: ids, language and size, no code', async (t) => {
  const { gitlab, editor } = await stage(t, PROMISED)
  const id = await suggested(editor)
  await tell(editor, 'suggestion_shown', id)
  await tell(editor, 'suggestion_accepted', id)
  const events = await eventually('two events', () =>
    tracked(gitlab).length >= 2 ? tracked(gitlab) : undefined,
  )
  assert.deepEqual(
    events.map(({ event }) => event),
    ['code_suggestion_shown_in_ide', 'code_suggestion_accepted_in_ide'],
  )
  const [first] = events
  const { timestamp, ...properties } = first?.additional_properties ?? {}
  assert.deepEqual(properties, {
    unique_tracking_id: id,
    language: 'typescript',
    suggestion_size: 2,
  })
  assert.ok(!Number.isNaN(Date.parse(String(timestamp))))
  assert.doesNotMatch(JSON.stringify(events), /count/)
})

test('gitlab.vim tells what it turns down, and never what it showed', async (t) => {
  const actions = [{ action: 'suggestion_accepted' }, { action: 'suggestion_rejected' }]
  const { gitlab, editor } = await stage(t, { telemetry: { actions } })
  await tell(editor, 'suggestion_rejected', await suggested(editor))
  await eventually('the rejection', () =>
    tracked(gitlab).find(({ event }) => event === 'code_suggestion_rejected_in_ide'),
  )
})

test('what is left of a suggestion is tracked anew, and the instance hears of the one suggestion', async (t) => {
  const { gitlab, editor } = await stage(t, PROMISED)
  const id = await suggested(editor)
  const uri = 'file:///code/one.ts'
  await editor.type(uri, { line: 1, character: 14 }, 'co')
  const [rest] = await editor.suggestions(uri, { line: 1, character: 16 })
  assert.match(String(rest?.insertText), /^unt\(1\)/)
  const trackingId = String(rest?.command?.arguments?.[0])
  assert.notEqual(trackingId, id)
  await tell(editor, 'suggestion_shown', trackingId)
  await tell(editor, 'suggestion_accepted', trackingId)
  const [first, second] = await eventually('two events', () =>
    tracked(gitlab).length >= 2 ? tracked(gitlab) : undefined,
  )
  assert.equal(first?.additional_properties.unique_tracking_id, id)
  assert.equal(second?.event, 'code_suggestion_accepted_in_ide')
  assert.equal(second?.additional_properties.unique_tracking_id, id)
})

test('events that a client has not promised do not count; without a promise, what is answered is shown', async (t) => {
  const { gitlab, editor } = await stage(t, { telemetry: { actions: [] } })
  const id = await suggested(editor)
  await tell(editor, 'suggestion_accepted', id)
  // The next suggestion in the document turns the first one down, accepted or not.
  await suggested(editor, 'two')
  await eventually('the second', () => (tracked(gitlab).length >= 2 ? true : undefined))
  const names = new Set(tracked(gitlab).map(({ event }) => event))
  assert.deepEqual([...names], ['code_suggestion_shown_in_ide'])
})

test('with telemetry switched off nothing is told', async (t) => {
  const { gitlab, editor } = await stage(t, { telemetry: { enabled: false, actions: [] } })
  await suggested(editor)
  assert.equal(await editor.quit(), 0)
  assert.deepEqual(tracked(gitlab), [])
})

test('an instance that is too old for events is not told', async (t) => {
  const { gitlab, editor } = await stage(t, { telemetry: { actions: [] } }, { version: '17.0.0' })
  await eventually('its version', () => (gitlab.asked('/api/v4/version') > 0 ? true : undefined))
  await suggested(editor)
  assert.equal(await editor.quit(), 0)
  assert.deepEqual(tracked(gitlab), [])
})
