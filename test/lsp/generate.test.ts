// midfill/generate: code from an instruction or a comment, on command.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ProgressType,
  type Range,
} from 'vscode-languageserver/node'
import type { GenerateAnswer, GeneratedPiece } from '../../protocol/index.ts'
import { eventually } from '../support/eventually.ts'
import { type FakeUpstream, fakeUpstream, type UpstreamScript } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { gitlabForEditors } from '../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/app.ts'
const TOKEN = 'pieces'
const CODE = `export function double(a: number) {
  return a * 2
}
// the sum of two numbers

const last = 1
`

interface Cleanup {
  after(run: () => unknown): void
}

/** One gateway and one language server for all who need a model. */
const script: UpstreamScript = {}
const ended: (() => unknown)[] = []
const house = { after: (run: () => unknown) => void ended.unshift(run) }
let upstream: FakeUpstream
let editor: Editor
before(async () => {
  upstream = await fakeUpstream(house, script)
  const gateway = await startGateway(house, { MIDFILL_MODEL_URL: upstream.url })
  editor = await startEditor(house, { initializationOptions: { gateway: { url: gateway.url } } })
})
after(async () => {
  for (const end of ended) await end()
})

async function withModel(says: UpstreamScript, text: string): Promise<void> {
  Object.assign(script, { pauseMs: 0, ...says })
  upstream.requests.length = 0
  const textDocument = { uri: FILE }
  await editor.connection.sendNotification('textDocument/didClose', { textDocument })
  await editor.open(FILE, 'typescript', text)
}

const at = (line: number, character: number): Range => ({
  start: { line, character },
  end: { line, character },
})

const generate = (editor: Editor, range: Range, more: object = {}): Promise<GenerateAnswer> =>
  editor.connection.sendRequest('midfill/generate', {
    textDocument: { uri: FILE },
    range,
    ...more,
  })

function piecesOf(t: Cleanup, of: Editor): string[] {
  const pieces: string[] = []
  const hearing = of.connection.onProgress(new ProgressType<GeneratedPiece>(), TOKEN, (piece) => {
    pieces.push(piece.text)
  })
  t.after(() => hearing.dispose())
  return pieces
}

const sent = (body: unknown): string => JSON.stringify(body)

test('an instruction is streamed in pieces that make the whole', async (t) => {
  const pieces = piecesOf(t, editor)
  await withModel(
    {
      chunks: ['const sum =\n', '  (a: number, b: number) =>\n', '    a + b\n'],
      pauseMs: 30,
    },
    CODE,
  )
  const range = at(4, 0)
  const answer = await generate(editor, range, {
    instruction: 'write a sum function',
    partialResultToken: TOKEN,
  })
  assert.match(answer.text, /a \+ b/)
  assert.equal(pieces.join(''), answer.text)
  assert.deepEqual(answer.range, range)
  assert.notEqual(answer.source, 'embedded')
  assert.match(sent(upstream.requests[0]?.body), /write a sum function/)
})

test('on a comment the code goes below it, with its indentation', async () => {
  const { text, position } = atCursor(
    'function sum(a: number, b: number) {\n  // add ‸both\n  // and say so\n}\n',
  )
  await withModel({ chunks: ['return a + b'] }, text)
  const answer = await generate(editor, { start: position, end: position })
  assert.deepEqual(answer.range, at(2, '  // and say so'.length))
  assert.equal(answer.text, '\n  return a + b')
  assert.match(sent(upstream.requests[0]?.body), /add both/)
})

test('under a comment the code goes to the cursor', async () => {
  await withModel({ chunks: ['const sum = 1'] }, CODE)
  const answer = await generate(editor, at(4, 0))
  assert.deepEqual(answer.range, at(4, 0))
  assert.match(answer.text, /const sum/)
  assert.match(sent(upstream.requests[0]?.body), /the sum of two numbers/)
})

test('in an indented line every line of the code is indented', async (t) => {
  const pieces = piecesOf(t, editor)
  const { text, position } = atCursor('function sum() {\n  // add one\n  ‸\n}\n')
  await withModel(
    {
      chunks: ['const c = 1', '\nret', 'urn c\n'],
      pauseMs: 20,
    },
    text,
  )
  const range = { start: position, end: position }
  const answer = await generate(editor, range, { partialResultToken: TOKEN })
  assert.deepEqual(answer.range, { start: { line: 2, character: 0 }, end: position })
  assert.match(answer.text, /^ {2}const c = 1\n {2}return c/)
  assert.equal(pieces.join(''), answer.text)
})

test('selected code is replaced: the model sees it with the instruction only', async () => {
  await withModel({ chunks: ['return a + a'] }, CODE)
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 14 } }
  const answer = await generate(editor, range, { instruction: 'without multiplication' })
  assert.deepEqual(answer.range, range)
  const body = sent(upstream.requests[0]?.body)
  assert.match(body, /without multiplication/)
  assert.equal(body.split('return a * 2').length, 2)
})

test('secrets in an instruction are masked', async () => {
  await withModel({ chunks: ['ok()'] }, CODE)
  const secret = `glpat-${'aB3dE5fG7hJ9kL1mN2pQ'}`
  await generate(editor, at(4, 0), { instruction: `call the API with ${secret}` })
  assert.ok(!sent(upstream.requests[0]?.body).includes(secret))
})

test('a cancel goes through to the model', async () => {
  await withModel(
    {
      chunks: Array.from({ length: 500 }, (_, i) => `line${i}()\n`),
      pauseMs: 20,
    },
    CODE,
  )
  const source = new CancellationTokenSource()
  editor.connection.onProgress(new ProgressType<GeneratedPiece>(), TOKEN, () => source.cancel())
  const asked = editor.connection.sendRequest(
    'midfill/generate',
    {
      textDocument: { uri: FILE },
      range: at(4, 0),
      instruction: 'x y z',
      partialResultToken: TOKEN,
    },
    source.token,
  )
  await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled })
  await upstream.closedByPeer
})

const REFUSED: [string, object, RegExp][] = [
  ['without a model', {}, /generating needs a model/],
  ['with a gateway that is not there', { gateway: { url: 'http://127.0.0.1:9' } }, /reached/],
  [
    'where suggestions are off',
    { gateway: { url: 'http://127.0.0.1:9' }, codeCompletion: { enabled: false } },
    /switched off/,
  ],
]

for (const [name, initializationOptions, message] of REFUSED) {
  test(`${name} a generation fails with a sentence`, async (t) => {
    const editor = await startEditor(t, { initializationOptions })
    await editor.open(FILE, 'typescript', CODE)
    await assert.rejects(generate(editor, at(4, 0), { instruction: 'a sum' }), {
      code: LSPErrorCodes.RequestFailed,
      message,
    })
  })
}

test('a gateway without a model says so', async (t) => {
  const gateway = await startGateway(t)
  const editor = await startEditor(t, { initializationOptions: { gateway: { url: gateway.url } } })
  await editor.open(FILE, 'typescript', CODE)
  await assert.rejects(generate(editor, at(4, 0), { instruction: 'a sum' }), {
    message: /no model that could follow/,
  })
})

test('params that make no sense are refused', async (t) => {
  const editor = await startEditor(t)
  const ask = (params: unknown) => editor.connection.sendRequest('midfill/generate', params)
  await assert.rejects(ask({}), { code: -32602 })
  await assert.rejects(ask({ textDocument: { uri: FILE }, range: at(-1, 0) }), { code: -32602 })
  await assert.rejects(ask({ textDocument: { uri: FILE }, range: at(0, 0) }), /no open document/)
})

test('a GitLab instance generates, too', async (t) => {
  const gitlab = await gitlabForEditors(t, {
    chunks: ['const sum ', '= 1'],
    between: (sent) => eventually('a piece', () => (pieces.length >= sent ? true : undefined)),
  })
  const editor = await startEditor(t, {
    initializationOptions: { gitlab: { baseUrl: gitlab.url, token: 'glpat-fake' } },
  })
  const pieces = piecesOf(t, editor)
  await editor.open(FILE, 'typescript', CODE)
  const answer = await generate(editor, at(4, 0), {
    instruction: 'a sum',
    partialResultToken: TOKEN,
  })
  assert.equal(answer.text, 'const sum = 1')
  assert.deepEqual(pieces, ['const sum ', '= 1'])
  assert.equal(gitlab.suggestions()[0]?.body.user_instruction, 'a sum')
})
