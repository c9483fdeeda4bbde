// Files of certificates that cannot be used stop the start, in words that name the variable.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { authority, leafOf } from '../support/certificate.ts'
import { startGateway } from '../support/gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-files-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const ca = authority()
const leaf = leafOf(ca)
const CERT = file('leaf.crt', leaf.certPem)
const KEY = file('leaf.key', leaf.keyPem)
const OTHER_KEY = file('other.key', leafOf(ca).keyPem)
const GARBAGE = file('garbage.pem', 'no certificate at all\n')
const NOWHERE = join(folder, 'nowhere.pem')

const tls = (cert: string, key: string, more: Record<string, string> = {}) => ({
  AIGW_FASTAPI__TLS__ENABLED: 'true',
  AIGW_FASTAPI__TLS__CERT_FILE: cert,
  AIGW_FASTAPI__TLS__KEY_FILE: key,
  ...more,
})
const mtls = (cert: string, key: string) => ({
  AIGW_MTLS__ENABLED: 'true',
  AIGW_MTLS__CERT_FILE: cert,
  AIGW_MTLS__KEY_FILE: key,
})

const WRONG: [string, Record<string, string>, RegExp[]][] = [
  ['a bundle that is not there', { SSL_CERT_FILE: NOWHERE }, [/- SSL_CERT_FILE: .*\(ENOENT: /]],
  [
    'two of them',
    { SSL_CERT_FILE: NOWHERE, REQUESTS_CA_BUNDLE: NOWHERE },
    [/- SSL_CERT_FILE: /, /- REQUESTS_CA_BUNDLE: /],
  ],
  [
    'a bundle without a certificate',
    { REQUESTS_CA_BUNDLE: GARBAGE },
    [/- REQUESTS_CA_BUNDLE: \S+garbage\.pem holds no certificate/],
  ],
  ['a folder', { SSL_CERT_FILE: folder }, [/- SSL_CERT_FILE: .*\(EISDIR: /]],
  [
    'a certificate that is none',
    tls(GARBAGE, KEY),
    [/- AIGW_FASTAPI__TLS__CERT_FILE, .*no start line/],
  ],
  ['a key of another', tls(CERT, OTHER_KEY), [/- AIGW_FASTAPI__TLS__CERT_FILE, .*mismatch/]],
  [
    'ciphers that nobody knows',
    tls(CERT, KEY, { AIGW_FASTAPI__TLS__SSL_CIPHERS: 'NONE' }),
    [/SSL_CIPHERS .*no cipher match/],
  ],
  ['a client key of another', mtls(CERT, OTHER_KEY), [/- AIGW_MTLS__CERT_FILE, .*mismatch/]],
  [
    'client files that are not there',
    mtls(NOWHERE, NOWHERE),
    [/- AIGW_MTLS__CERT_FILE: /, /- AIGW_MTLS__KEY_FILE: /],
  ],
]
for (const [name, env, reasons] of WRONG) {
  test(`${name} stops the start`, async () => {
    await assert.rejects(startGateway(undefined, env), ({ message }: Error) => {
      assert.match(message, /^no gateway:\nThe configuration cannot be used:\n/)
      for (const reason of reasons) assert.match(message, reason)
      assert.doesNotMatch(message, /\n\s+at |PRIVATE KEY/)
      return true
    })
  })
}
