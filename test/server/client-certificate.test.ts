// Model servers that ask who is there: the gateway shows its client certificate.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { completionBody, post } from '../support/bodies.ts'
import { authority, certificate } from '../support/certificate.ts'
import { startGateway } from '../support/gateway.ts'
import { strictServer } from '../support/strict-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-mtls-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const ca = authority()
const server = certificate({ hosts: ['127.0.0.1'], signedBy: ca })
const client = certificate({ name: 'gateway of the editors', signedBy: ca })
const CA_FILE = file('ca.pem', ca.certPem)

interface Cleanup {
  after(run: () => unknown): void
}

/** Answers only clients with a certificate of the CA, and remembers their names. */
async function strictModel(t: Cleanup) {
  const { port, names } = await strictServer(t, { own: server, ca })
  return { url: `https://127.0.0.1:${port}/v1`, names }
}

const ask = (gateway: { url: string }) =>
  post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }))

test('a client certificate opens the door', async (t) => {
  const model = await strictModel(t)
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: model.url,
    AIGW_MTLS__ENABLED: 'true',
    AIGW_MTLS__CERT_FILE: file('client.pem', client.certPem),
    AIGW_MTLS__KEY_FILE: file('client-key.pem', client.keyPem),
    AIGW_MTLS__CA_BUNDLE: CA_FILE,
  })
  assert.equal((await ask(gateway)).status, 200)
  assert.deepEqual([...new Set(model.names)], ['gateway of the editors'])
})

test('a key with a password is opened with it', async (t) => {
  const model = await strictModel(t)
  const locked = client.key.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'open sesame',
  })
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: model.url,
    AIGW_MTLS__ENABLED: 'true',
    AIGW_MTLS__CERT_FILE: file('client.pem', client.certPem),
    AIGW_MTLS__KEY_FILE: file('locked-key.pem', String(locked)),
    AIGW_MTLS__KEY_PASSWORD: 'open sesame',
    SSL_CERT_FILE: CA_FILE,
  })
  assert.equal((await ask(gateway)).status, 200)
  assert.doesNotMatch(gateway.log(), /sesame/)
})

test('without one the model server cannot be used, and the answer says so', async (t) => {
  const model = await strictModel(t)
  const env = { MIDFILL_MODEL_URL: model.url, SSL_CERT_FILE: CA_FILE }
  const answer = await ask(await startGateway(t, env))
  assert.equal(answer.status, 503)
  assert.deepEqual(model.names, [])
})

test('AIGW_MTLS__VERIFY=false accepts any server, and the log warns of it', async (t) => {
  const model = await strictModel(t)
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: model.url,
    AIGW_MTLS__ENABLED: 'true',
    AIGW_MTLS__CERT_FILE: file('client.pem', client.certPem),
    AIGW_MTLS__KEY_FILE: file('client-key.pem', client.keyPem),
    AIGW_MTLS__VERIFY: 'false',
  })
  assert.equal((await ask(gateway)).status, 200)
  assert.match(gateway.log(), /AIGW_MTLS__VERIFY=false/)
})
