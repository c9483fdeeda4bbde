// How the language server calls out: proxies, certificates, and nothing secret in what it says.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { authority, certificate, leafOf } from '../support/certificate.ts'
import { eventually } from '../support/eventually.ts'
import { gitlabForEditors } from '../support/gitlab-instance.ts'
import { type Editor, type EditorOptions, startEditor } from '../support/language-server.ts'
import { passwordProxy } from '../support/password-proxy.ts'
import { strictServer } from '../support/strict-server.ts'
import { tlsFront } from '../support/tls-front.ts'

interface Cleanup {
  after(run: () => unknown): void
}

const folder = mkdtempSync(join(tmpdir(), 'midfill-network-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const ca = authority()
const server = leafOf(ca)
const client = certificate({ name: 'an editor', signedBy: ca })
const CA_FILE = file('ca.pem', ca.certPem)
const CERT_FILE = file('client.pem', client.certPem)
const KEY_FILE = file('client-key.pem', client.keyPem)
const TOKEN = 'glpat-fake-token-9'

const editorAt = (t: Cleanup, baseUrl: string, network: object, env: EditorOptions['env'] = {}) =>
  startEditor(t, {
    initializationOptions: {
      gitlab: { baseUrl, token: TOKEN, directConnection: false },
      engine: { enabled: false },
      network,
    },
    env,
  })

let documents = 0
async function ask(editor: Editor): Promise<string | undefined> {
  documents += 1
  const uri = `file:///code/project/${documents}.ts`
  await editor.open(uri, 'typescript', 'const first = 1\nconst total = ')
  const [item] = await editor.invoked(uri, { line: 1, character: 14 })
  return item && String(item.insertText)
}

const portOf = (url: string): number => Number(new URL(url).port)

test('calls go through the proxy of the settings, with its password, on one connection', async (t) => {
  const gitlab = await gitlabForEditors(t)
  const proxy = await passwordProxy(t)
  const url = `http://gitlab.test:${portOf(gitlab.url)}`
  const editor = await editorAt(t, url, { proxy: proxy.url })
  assert.equal(await ask(editor), 'suggested')
  const tunnels = proxy.seen.length
  assert.ok(tunnels > 0)
  for (let i = 0; i < 5; i += 1) assert.equal(await ask(editor), 'suggested')
  assert.equal(proxy.seen.length, tunnels)
  const authorization = `Basic ${Buffer.from('anna:secret').toString('base64')}`
  for (const tunnel of proxy.seen) {
    assert.deepEqual(tunnel, { target: url.slice('http://'.length), authorization })
  }
})

test('the environment names a proxy, and what is reached without it', async (t) => {
  const gitlab = await gitlabForEditors(t)
  const proxy = await passwordProxy(t)
  const port = portOf(gitlab.url)
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: 'direct.test' }
  const through = await editorAt(t, `http://gitlab.test:${port}`, {}, env)
  assert.equal(await ask(through), 'suggested')
  assert.ok(proxy.seen.length > 0)
  const seen = proxy.seen.length
  const own = await editorAt(t, gitlab.url, {}, env)
  assert.equal(await ask(own), 'suggested')
  // Nobody knows this name but the proxy, which is not asked.
  const direct = await editorAt(t, `http://direct.test:${port}`, {}, env)
  assert.equal(await ask(direct), undefined)
  assert.equal(proxy.seen.length, seen)
  const all = await editorAt(t, `http://gitlab.test:${port}`, { noProxy: '10.0.0.0/8, *' }, env)
  assert.equal(await ask(all), undefined)
  assert.equal(proxy.seen.length, seen)
})

const TRUSTED: [string, object, Record<string, string>][] = [
  ['network.ca', { ca: CA_FILE }, {}],
  ['SSL_CERT_FILE', {}, { SSL_CERT_FILE: CA_FILE }],
  ['NODE_EXTRA_CA_CERTS', {}, { NODE_EXTRA_CA_CERTS: CA_FILE }],
  ['network.ignoreCertificateErrors', { ignoreCertificateErrors: true }, {}],
]

for (const [name, network, env] of TRUSTED) {
  test(`a company's own authority is trusted by ${name}`, async (t) => {
    const gitlab = await gitlabForEditors(t)
    const port = await tlsFront(t, portOf(gitlab.url), server)
    const editor = await editorAt(t, `https://localhost:${port}`, network, env)
    assert.equal(await ask(editor), 'suggested')
  })
}

test('an unknown authority is not trusted, until the settings say so', async (t) => {
  const gitlab = await gitlabForEditors(t)
  const port = await tlsFront(t, portOf(gitlab.url), server)
  const editor = await editorAt(t, `https://localhost:${port}`, {})
  assert.equal(await ask(editor), undefined)
  assert.deepEqual(gitlab.requests, [])
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { midfill: { network: { ca: CA_FILE } } },
  })
  assert.equal(await ask(editor), 'suggested')
})

test('a client certificate is shown to who asks for one', async (t) => {
  const { port, names } = await strictServer(t, { own: server, ca })
  const network = { ca: CA_FILE, cert: CERT_FILE, certKey: KEY_FILE }
  const editor = await editorAt(t, `https://localhost:${port}`, network)
  assert.equal(await ask(editor), 'known')
  assert.equal(names[0], 'an editor')
})

const MISTAKES: [string, object, RegExp][] = [
  ['a bundle that is not there', { ca: join(folder, 'no.pem') }, /network\.ca cannot be read/],
  ['a bundle without certificates', { ca: file('odd.pem', 'odd') }, /network\.ca names a file/],
  [
    'a certificate that does not fit its key',
    { cert: CERT_FILE, certKey: file('other-key.pem', server.keyPem) },
    /cannot be used together/,
  ],
  ['a proxy that is no address', { proxy: 'socks5://anna:secret@proxy' }, /proxy is left out/],
]

test('mistakes are named, and suggestions go on without what is wrong', async (t) => {
  const gitlab = await gitlabForEditors(t)
  for (const [name, network, message] of MISTAKES) {
    await t.test(name, async (t) => {
      const editor = await editorAt(t, gitlab.url, network)
      assert.equal(await ask(editor), 'suggested')
      await eventually('a notice', () => editor.messages.find((said) => message.test(said)))
    })
  }
})

test('nothing secret is said when nothing works', async (t) => {
  const editor = await editorAt(t, 'http://gitlab.test:9', {
    proxy: 'http://anna:secret@127.0.0.1:9',
  })
  await ask(editor)
  await ask(editor)
  await eventually('a line in the log', () =>
    editor.messages.find((said) =>
      /cannot be reached \(ECONNREFUSED: connection refused\)/.test(said),
    ),
  )
  assert.doesNotMatch(editor.messages.join('\n'), /secret|glpat|anna/)
})
