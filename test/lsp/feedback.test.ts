// What the language server tells a gateway about its suggestions.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import type { InlineCompletionItem } from 'vscode-languageserver/node'
import type { FeedbackEvent } from '../../protocol/index.ts'
import { eventually } from '../support/eventually.ts'
import { listen, readRequest, stop } from '../support/fake-upstream.ts'
import { type Editor, startEditor } from '../support/language-server.ts'

const FILE = 'file:///code/project/a.ts'
const START = { line: 1, character: 0 }

interface Cleanup {
  after(run: () => unknown): void
}

/** A gateway that suggests `next()` with ids s1, s2 … and keeps what it is told. */
async function listeningGateway(t: Cleanup, feedbackStatus = 202) {
  const told: FeedbackEvent[] = []
  let asked = 0
  let posts = 0
  const server = createServer(async (incoming, response) => {
    const { path, body } = await readRequest(incoming)
    if (path === '/v1/feedback') {
      posts += 1
      if (Array.isArray(body.events)) told.push(...body.events)
      response.writeHead(feedbackStatus).end('{}')
      return
    }
    asked += 1
    const model = { engine: 'openai', name: 'one' }
    if (path === '/v2/code/completions') {
      response.end(JSON.stringify(wholeAnswer(`s${asked}`, model)))
      return
    }
    const metadata = { model, timestamp: 1, enabled_feature_flags: [], region: null }
    const chunk = { choices: [{ delta: { content: 'next()' }, index: 0 }] }
    const event = (name: string, data: unknown) =>
      `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(event('stream_start', { id: `s${asked}`, metadata }))
    response.end(event('content_chunk', chunk) + event('stream_end', null))
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${port}`, told, posts: () => posts }
}

/** To whoever asks for several texts. */
const wholeAnswer = (id: string, model: { engine: string; name: string }) => ({
  id,
  model: { ...model, lang: '', tokens_consumption_metadata: null },
  experiments: [],
  object: 'text_completion',
  created: 1,
  choices: [{ text: 'next()', index: 0, finish_reason: 'stop' }],
  metadata: { enabled_feature_flags: [] },
})

async function editorFor(t: Cleanup, gateway: { url: string }, more: object = {}): Promise<Editor> {
  const editor = await startEditor(t, {
    initializationOptions: { gateway: { url: gateway.url }, ...more },
  })
  await editor.open(FILE, 'typescript', 'const a = 1\n')
  return editor
}

const accept = (editor: Editor, item: InlineCompletionItem | undefined) =>
  editor.connection.sendRequest('workspace/executeCommand', item?.command)

/** Which of the two it is depends on how fast the machine is. */
const eventsOf = (told: readonly FeedbackEvent[]) =>
  told.map(
    ({ suggestion_id: id, event }) => `${id} ${event.replace(/ignored|rejected/, 'passed over')}`,
  )

test('shown, passed over for a newer one, accepted by its command: told with a length', async (t) => {
  const gateway = await listeningGateway(t)
  const editor = await editorFor(t, gateway)
  await editor.invoked(FILE, START)
  const [second] = await editor.invoked(FILE, START)
  assert.equal(await accept(editor, second), null)
  await editor.quit()
  assert.deepEqual(eventsOf(gateway.told), [
    's1 shown',
    's1 passed over',
    's2 shown',
    's2 accepted',
  ])
  assert.equal(gateway.told.at(-1)?.accepted_chars, 'next()'.length)
})

test('feedback goes out by itself after a moment', async (t) => {
  const gateway = await listeningGateway(t)
  const editor = await editorFor(t, gateway)
  await editor.invoked(FILE, START)
  await eventually('feedback', () => gateway.told[0])
})

test('an editor that says what it shows is believed, also about parts', async (t) => {
  const gateway = await listeningGateway(t)
  const editor = await editorFor(t, gateway)
  const { connection } = editor
  await connection.sendNotification('textDocument/didShowCompletion', { item: {} })
  await editor.invoked(FILE, START)
  const [item] = await editor.invoked(FILE, START)
  await connection.sendNotification('textDocument/didShowCompletion', { item })
  const part = { item, acceptedLength: 4 }
  await connection.sendNotification('textDocument/didPartiallyAcceptCompletion', part)
  await editor.quit()
  assert.deepEqual(eventsOf(gateway.told), ['s1 passed over', 's2 shown', 's2 partially_accepted'])
  assert.equal(gateway.told.at(-1)?.accepted_chars, 4)
})

test('switched off, nothing is told and items have no command', async (t) => {
  const gateway = await listeningGateway(t)
  const editor = await editorFor(t, gateway, { feedback: { enabled: false } })
  const [item] = await editor.invoked(FILE, START)
  assert.equal(item?.command, undefined)
  await editor.invoked(FILE, START)
  await editor.quit()
  assert.equal(gateway.posts(), 0)
})

test('a gateway that knows no feedback is told once, and a broken one costs no suggestion', async (t) => {
  const other = await listeningGateway(t, 404)
  const editor = await editorFor(t, other)
  for (const expected of [1, 1]) {
    await editor.invoked(FILE, START)
    await eventually('a post', () => (other.posts() >= expected ? true : undefined))
  }
  const [item] = await editor.invoked(FILE, START)
  assert.equal(await editor.quit(), 0)
  assert.deepEqual([item?.insertText, other.posts()], ['next()', 1])
  const broken = await listeningGateway(t, 500)
  const another = await editorFor(t, broken)
  await another.invoked(FILE, START)
  const problem = () => another.messages.find((message) => /feedback did not arrive/.test(message))
  await eventually('a line in the log', problem)
  assert.equal((await another.invoked(FILE, START))[0]?.insertText, 'next()')
})

test('commands and notifications of another form are no failure', async (t) => {
  const gateway = await listeningGateway(t)
  const editor = await editorFor(t, gateway)
  for (const args of [undefined, [], ['s1'], [1, 's1'], ['s1', -1]]) {
    const command = { command: 'midfill.suggestionAccepted', arguments: args }
    assert.equal(await editor.connection.sendRequest('workspace/executeCommand', command), null)
  }
  await editor.connection.sendNotification('textDocument/didShowCompletion', { item: 3 })
  assert.equal(await editor.quit(), 0)
  assert.deepEqual(gateway.told, [])
})
