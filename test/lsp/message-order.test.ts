// LSP's order of messages, as an editor that keeps none meets it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { CLI } from '../support/gateway.ts'

const INITIALIZE = { processId: null, rootUri: null, capabilities: {} }
const INVALID_REQUEST = -32600
const NOT_INITIALIZED = -32002

function started(t: { after(end: () => void): void }) {
  const server = spawn(process.execPath, [CLI, 'lsp'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  connection.listen()
  t.after(() => {
    connection.dispose()
    server.kill('SIGKILL')
  })
  const left = new Promise<number | null>((resolve) => server.once('exit', resolve))
  return { connection, left }
}

test('what is asked before initialize is refused, and initialize is served', async (t) => {
  const { connection } = started(t)
  await assert.rejects(connection.sendRequest('midfill/why', {}), { code: NOT_INITIALIZED })
  await connection.sendNotification('textDocument/didOpen', {})
  await assert.rejects(connection.sendRequest('shutdown'), { code: NOT_INITIALIZED })
  const answer: { serverInfo?: { name?: string } } = await connection.sendRequest(
    'initialize',
    INITIALIZE,
  )
  assert.equal(answer.serverInfo?.name, 'midfill')
  await assert.rejects(connection.sendRequest('initialize', INITIALIZE), { code: INVALID_REQUEST })
})

test('what is asked after shutdown is refused, and exit is heard', async (t) => {
  const { connection, left } = started(t)
  await connection.sendRequest('initialize', INITIALIZE)
  await connection.sendNotification('initialized', {})
  assert.equal(await connection.sendRequest('shutdown'), null)
  const asked = connection.sendRequest('textDocument/inlineCompletion', {})
  await assert.rejects(asked, { code: INVALID_REQUEST })
  await connection.sendNotification('exit')
  assert.equal(await left, 0)
})

test('exit is heard before initialize, too', async (t) => {
  const { connection, left } = started(t)
  await connection.sendNotification('exit')
  assert.equal(await left, 1)
})
