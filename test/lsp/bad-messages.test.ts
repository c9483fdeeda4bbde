// Command lines and messages that make no sense: the language server says so, and never waits for what cannot come.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { CLI } from '../support/gateway.ts'

const BAD_USAGE = 2
/** A server that waits for ever fails by this. */
const LIMIT = { timeout: 30_000 }

const message = (body: string): string =>
  `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const request = (method: string): string =>
  message(JSON.stringify({ jsonrpc: '2.0', id: method, method, params: { capabilities: {} } }))

/** What becomes of a server that hears this, and whose standard input stays open until it has shut down. */
async function heard(args: string[], sent = '') {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const said = { answers: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    said.answers += chunk
    if (said.answers.includes('"id":"shutdown"')) child.stdin.end()
  })
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk
  })
  child.stdin.on('error', () => {
    // It has left already.
  })
  child.stdin.write(sent)
  const [code] = await once(child, 'close')
  return { ...said, code }
}

const COMMAND_LINES: [string, RegExp, number][] = [
  ['--socket=abc', /^midfill: --socket takes a port from 1 to 65535, and not "abc"\n/, BAD_USAGE],
  ['--socket=70000', /^midfill: --socket takes a port/, BAD_USAGE],
  ['--socket=', /^midfill: --socket takes a port/, BAD_USAGE],
  ['--pipe=', /^midfill: --pipe takes a name\n/, BAD_USAGE],
  ['--node-ipc', /^midfill: --node-ipc is for editors that fork/, BAD_USAGE],
  // Nobody listens there.
  [
    '--socket=1',
    /^midfill: the connection to the editor fails: ECONNREFUSED: connection refused\n$/,
    1,
  ],
  [
    '--pipe=/nonexistent/pipe',
    /^midfill: the connection to the editor fails: ENOENT: no such file or directory\n$/,
    1,
  ],
]

for (const [way, words, status] of COMMAND_LINES) {
  test(`midfill ${way} says what is wrong`, LIMIT, async () => {
    const { code, stderr } = await heard([way])
    assert.match(stderr, words)
    assert.equal(code, status)
  })
}

const SECRET = '{"const":"a secret"}'

/** Heads after which nobody knows where the next message begins. */
const HEADS: Record<string, string> = {
  'no length': `X: 1\r\n\r\n${SECRET}`,
  'a length that is no number': `Content-Length: abc\r\n\r\n${SECRET}`,
  'no colon': `hello\r\n\r\n${SECRET}`,
  'a length that is too short': `Content-Length: 3\r\n\r\n${SECRET}`,
}

for (const [name, broken] of Object.entries(HEADS)) {
  test(`a message with ${name} ends the server, which says why`, LIMIT, async () => {
    const sent = request('initialize') + broken + request('shutdown') + request('shutdown')
    const { code, stderr } = await heard(['lsp', '--stdio'], sent)
    assert.match(stderr, /^midfill: a message without a usable Content-Length$/m)
    assert.doesNotMatch(stderr, /secret/)
    assert.equal(code, 1)
  })
}

test('a message that is not JSON is told, and the next one is answered', LIMIT, async () => {
  const sent = request('initialize') + message('{secret') + request('shutdown')
  const { code, stderr } = await heard(['lsp', '--stdio'], sent)
  assert.equal(stderr, 'midfill: the editor sent a message that is not JSON\n')
  assert.equal(code, 0)
})
