// A gateway that fails, as an editor sees it: through the built language server.
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { listen, readRequest, stop } from '../support/fake-upstream.ts'
import { startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** A gateway whose health check and suggestions do as `answer` says. */
async function gatewayThat(t: Cleanup, answer: (response: ServerResponse, path: string) => void) {
  let questions = 0
  const server = createServer(async (incoming, response) => {
    const { path } = await readRequest(incoming)
    if (path === '/v4/code/suggestions') questions += 1
    answer(response, path)
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${port}`, questions: () => questions }
}

const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

function suggest(response: ServerResponse, text: string): void {
  const model = { engine: 'openai', name: 'one' }
  const metadata = { model, timestamp: 1, enabled_feature_flags: [], region: null }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event('stream_start', { id: 's', metadata }))
  response.write(event('content_chunk', { choices: [{ delta: { content: text }, index: 0 }] }))
  response.end(event('stream_end', null))
}

const CODE = `${'const first = 1\n'.repeat(8)}const total = ‸\n`

/** One document after the other, so that nothing is remembered. */
async function openNext(t: Cleanup, url: string) {
  const editor = await startEditor(t, { initializationOptions: { gateway: { url } } })
  let documents = 0
  const ask = async () => {
    documents += 1
    const uri = `file:///code/${documents}.ts`
    const { text, position } = atCursor(CODE)
    await editor.open(uri, 'typescript', text)
    const [item] = await editor.invoked(uri, position)
    return item as { insertText: string; data: { source: string } } | undefined
  }
  return { editor, ask }
}

test('where the gateway fails the engine goes on, and the gateway is left alone', async (t) => {
  const gateway = await gatewayThat(t, (response) => response.writeHead(500).end('{}'))
  const { ask } = await openNext(t, gateway.url)
  // On a slow machine the engine may be out of time now and then.
  const sources = new Set<string | undefined>()
  await eventually('a suggestion of the engine', async () => {
    for (let i = 0; i < 10; i += 1) sources.add((await ask())?.data.source)
    return sources.has('embedded') ? true : undefined
  })
  assert.ok(!sources.has('model'))
  assert.ok(gateway.questions() <= 5, String(gateway.questions()))
})

test('once it is up again the model answers, and nothing was said but one notice', async (t) => {
  let isDown = true
  const gateway = await gatewayThat(t, (response, path) => {
    if (isDown) response.writeHead(500).end('{}')
    else if (path === '/v4/code/suggestions') suggest(response, 'count')
    else response.end('{}')
  })
  const { editor, ask } = await openNext(t, gateway.url)
  const notice = () => editor.messages.find((message) => /^midfill: The model fails/.test(message))
  await eventually('a notice', async () => {
    await ask()
    return notice()
  })
  assert.match(notice() ?? '', /Suggestions go on from the embedded engine/)
  isDown = false
  const item = await eventually('a suggestion of the model', async () => {
    const next = await ask()
    return next?.data.source === 'model' ? next : undefined
  })
  assert.equal(item.insertText, 'count')
  const notices = editor.messages.filter((message) => message.startsWith('midfill:'))
  assert.equal(notices.length, 1, notices.join('\n'))
})

test('a stream that stops in the middle is given up after a while', async (t) => {
  const gateway = await gatewayThat(t, (response, path) => {
    if (path !== '/v4/code/suggestions') return
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(event('content_chunk', { choices: [{ delta: { content: 'co' }, index: 0 }] }))
  })
  const { editor, ask } = await openNext(t, gateway.url)
  assert.notEqual((await ask())?.data.source, 'model')
  await eventually('a line in the log', () =>
    editor.messages.find((message) => /the gateway took too long/.test(message)),
  )
})

const NO_GATEWAYS: Record<string, (response: ServerResponse) => unknown> = {
  'knows no such path': (response) => response.writeHead(404).end('<html>'),
  'leads to a page to sign in at': (response) => response.writeHead(302, { location: '/' }).end(),
  'is a proxy that wants a password': (response) => response.writeHead(407).end(),
}

for (const [name, answer] of Object.entries(NO_GATEWAYS)) {
  test(`what answers at gateway.url ${name}: that is told once, and it is left alone`, async (t) => {
    const gateway = await gatewayThat(t, answer)
    const { editor, ask } = await openNext(t, gateway.url)
    const notices = () => editor.messages.filter((message) => message.startsWith('midfill:'))
    await eventually('a notice', async () => {
      await ask()
      return notices()[0]
    })
    for (let i = 0; i < 10; i += 1) await ask()
    assert.match(notices()[0] ?? '', /knows no code suggestions: check gateway\.url/)
    assert.equal(notices().length, 1, notices().join('\n'))
    assert.ok(gateway.questions() <= 5, String(gateway.questions()))
  })
}

test('a proxy that knows nothing while its gateway starts costs nothing once it has', async (t) => {
  let isStarted = false
  const paths: string[] = []
  const gateway = await gatewayThat(t, (response, path) => {
    paths.push(path)
    if (!isStarted) response.writeHead(404).end()
    else if (path === '/v4/code/suggestions') suggest(response, 'count')
    else response.end('{}')
  })
  const { ask } = await openNext(t, gateway.url)
  await ask()
  assert.ok(paths.includes('/v2/code/completions'))
  isStarted = true
  const item = await eventually('a suggestion of the model', async () => {
    const next = await ask()
    return next?.data.source === 'model' ? next : undefined
  })
  assert.equal(item.insertText, 'count')
})
