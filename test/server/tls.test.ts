// The TLS listener: what it serves, and certificates that are renewed while it runs.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { completionBody } from '../support/bodies.ts'
import { authority, type Certificate, leafOf } from '../support/certificate.ts'
import { logged } from '../support/eventually.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, handModel } from '../support/hand-model.ts'
import { sendRaw } from '../support/raw-http.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-tls-'))
after(() => rmSync(folder, { recursive: true }))

const ca = authority()
const first = leafOf(ca)
let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined, filesFor('first', first))
})
after(() => gateway.stop())

test('https is served with the certificate of the files', async () => {
  const socket = await handshake(gateway)
  assert.equal(socket.getPeerCertificate().fingerprint256, fingerprint(first))
  assert.match(String(socket.getProtocol()), /^TLSv1\.[23]$/)
  socket.destroy()
  assert.deepEqual(await healthz(gateway), { status: 200, body: '{"status":"ok"}' })
})

test('an RSA certificate serves as well, also with the cipher list that the official image presets', async (t) => {
  const rsa = leafOf(ca, { keyType: 'rsa' })
  const other = await startGateway(t, {
    ...filesFor('rsa', rsa),
    AIGW_FASTAPI__TLS__SSL_CIPHERS: 'TLSv1',
  })
  assert.equal((await healthz(other)).status, 200)
})

test('plain HTTP on the TLS port is closed, and nothing else happens', async () => {
  const { statuses } = await sendRaw(gateway.url, 'GET / HTTP/1.1\r\nHost: gateway\r\n\r\n')
  assert.deepEqual(statuses, [])
  assert.equal((await healthz(gateway)).status, 200)
})

test('a client that leaves an encrypted stream closes the socket of the model', async (t) => {
  const model = await handModel(t)
  const body = JSON.stringify(
    completionBody({ above: 'x = ' }, { ...flatModelAt(model), stream: true }),
  )
  const socket = await handshake(gateway)
  socket.write(
    `POST /v2/code/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const call = await model.next()
  call.send('total')
  await once(socket, 'data')
  socket.destroy()
  await call.closedByPeer
})

// The gateway looks every 5 s: side by side, these wait once.
describe('when the files change', { concurrency: true }, () => {
  test('new connections get the renewed certificate, and open ones live on', async (t) => {
    const renewed = leafOf(ca)
    const other = await startGateway(t, filesFor('renewed', leafOf(ca)))
    const open = await handshake(other)
    filesFor('renewed', renewed)
    await logged(other, 'the renewal', ({ message }) => /was renewed/.test(String(message)))
    assert.equal(await served(other), fingerprint(renewed))
    open.write('GET /monitoring/healthz HTTP/1.1\r\nHost: gateway\r\n\r\n')
    assert.match(String(await once(open, 'data')), /^HTTP\/1\.1 200 /)
    open.destroy()
  })

  test('a pair that does not fit leaves the old one in force', async (t) => {
    const old = leafOf(ca)
    const other = await startGateway(t, filesFor('half', old))
    writeFileSync(join(folder, 'half.crt'), leafOf(ca).certPem)
    await logged(other, 'the pair', ({ message }) => /cannot be used/.test(String(message)))
    assert.equal(await served(other), fingerprint(old))
  })
})

test('a certificate or key that is not there stops the start, naming the variable and the file', async () => {
  const files = filesFor('gone', first)
  rmSync(join(folder, 'gone.key'))
  await assert.rejects(
    startGateway(undefined, files),
    /AIGW_FASTAPI__TLS__KEY_FILE: \S+gone\.key cannot be read \(ENOENT: no such file or directory\)/,
  )
  await assert.rejects(
    startGateway(undefined, { AIGW_FASTAPI__TLS__ENABLED: 'true' }),
    /AIGW_FASTAPI__TLS__CERT_FILE and AIGW_FASTAPI__TLS__KEY_FILE/,
  )
})

function filesFor(name: string, { certPem, keyPem }: Certificate): Record<string, string> {
  const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  writeFileSync(certFile, certPem)
  writeFileSync(keyFile, keyPem)
  return {
    AIGW_FASTAPI__TLS__ENABLED: 'true',
    AIGW_FASTAPI__TLS__CERT_FILE: certFile,
    AIGW_FASTAPI__TLS__KEY_FILE: keyFile,
  }
}

/** A connection that trusts the authority of this test and nobody else. */
async function handshake({ url }: RunningGateway): Promise<TLSSocket> {
  const { port } = new URL(url)
  const socket = connect({ host: '127.0.0.1', port: Number(port), ca: ca.certPem })
  await once(socket, 'secureConnect')
  assert.ok(socket.authorized)
  return socket
}

async function served(of: RunningGateway): Promise<string> {
  const socket = await handshake(of)
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

const fingerprint = ({ certPem }: Certificate): string =>
  new X509Certificate(certPem).fingerprint256

async function healthz({ url }: RunningGateway): Promise<{ status: number; body: string }> {
  const path = `${url.replace('http:', 'https:')}/monitoring/healthz`
  const sent = get(path, { ca: ca.certPem, agent: false })
  const [answer] = await once(sent, 'response')
  let body = ''
  for await (const chunk of answer) body += chunk
  return { status: answer.statusCode, body }
}
