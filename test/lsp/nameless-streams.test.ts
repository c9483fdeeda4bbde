// Streams without an id, as those of GitLab's own gateway.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { listen, readRequest, stop } from '../support/fake-upstream.ts'
import { startEditor } from '../support/language-server.ts'

const FILE = 'file:///code/project/a.ts'

test('two suggestions without an id are both remembered', async (t) => {
  let asked = 0
  const server = createServer(async (incoming, response) => {
    const { path } = await readRequest(incoming)
    if (path !== '/v4/code/suggestions') {
      response.writeHead(404).end()
      return
    }
    asked += 1
    const chunk = { choices: [{ delta: { content: `next${asked}()` }, index: 0 }] }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`event: content_chunk\ndata: ${JSON.stringify(chunk)}\n\n`)
    response.end('event: stream_end\ndata: null\n\n')
  })
  const port = await listen(server)
  t.after(() => stop(server))
  const editor = await startEditor(t, {
    initializationOptions: {
      gateway: { url: `http://127.0.0.1:${port}` },
      engine: { enabled: false },
    },
  })
  await editor.open(FILE, 'typescript', 'const a = 1\n\nconst b = 2\n\n')
  const texts = []
  for (const line of [1, 3, 1, 3]) {
    const [item] = await editor.suggestions(FILE, { line, character: 0 })
    texts.push(item?.insertText)
    assert.notEqual((item as { data?: { id: string } }).data?.id, '')
  }
  assert.deepEqual(texts, ['next1()', 'next2()', 'next1()', 'next2()'])
})
