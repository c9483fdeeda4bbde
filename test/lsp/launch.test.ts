// The ways in which editors start the language server.
import assert from 'node:assert/strict'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  SocketMessageReader,
  SocketMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { CLI } from '../support/gateway.ts'

async function nameOfServer(reader: MessageReader, writer: MessageWriter): Promise<unknown> {
  const connection = createProtocolConnection(reader, writer)
  connection.listen()
  const params = { processId: process.pid, rootUri: null, capabilities: {} }
  const result = (await connection.sendRequest('initialize', params)) as {
    serverInfo: { name: string }
  }
  // Null, and nothing else, is what the protocol says.
  assert.equal(await connection.sendRequest('shutdown'), null)
  await connection.sendNotification('exit')
  return result.serverInfo.name
}

const STDIO: [string, string[]][] = [
  ['midfill lsp --stdio', ['lsp', '--stdio']],
  ['midfill lsp', ['lsp']],
  ['midfill --stdio, as GitLab’s clients do', ['--stdio']],
]

for (const [name, args] of STDIO) {
  test(name, async () => {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const { stdout, stdin } = child
    const server = await nameOfServer(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    )
    assert.equal(server, 'midfill')
    assert.deepEqual((await exited)[0], 0)
  })
}

test('midfill --socket=PORT connects to the editor', async (t) => {
  const listener = createServer()
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.after(() => listener.close())
  const { port } = listener.address() as AddressInfo
  const child = spawn(process.execPath, [CLI, `--socket=${port}`], { stdio: 'inherit' })
  const exited = once(child, 'exit')
  const [socket] = (await once(listener, 'connection')) as [Socket]
  const server = await nameOfServer(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  )
  assert.equal(server, 'midfill')
  assert.deepEqual((await exited)[0], 0)
})

test('midfill --node-ipc speaks over the channel of a forked process', async () => {
  const child = fork(CLI, ['--node-ipc', `--clientProcessId=${process.pid}`], { silent: true })
  const exited = once(child, 'exit')
  const server = await nameOfServer(new IPCMessageReader(child), new IPCMessageWriter(child))
  assert.equal(server, 'midfill')
  assert.deepEqual((await exited)[0], 0)
})
