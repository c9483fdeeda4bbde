// The key that signs our own access tokens: where it comes from, and who shares it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { AuthSettings } from '../../../server/auth/auth.ts'
import { assertRefused, authWith, headersWith } from './auth-with.ts'

const API_KEY = { apiKeys: ['key-one'] }

/** A token that this configuration issues. */
async function issuedBy(settings: Partial<AuthSettings>): Promise<string> {
  const { auth } = authWith({ ...API_KEY, ...settings })
  const headers = headersWith('key-one')
  return (await auth.issueUserToken(await auth.authenticate(headers), headers)).token
}

const isAcceptedBy = async (settings: Partial<AuthSettings>, token: string): Promise<boolean> => {
  try {
    await authWith(settings).auth.authenticate(headersWith(token))
    return true
  } catch {
    return false
  }
}

const headOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'midfill-keys-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

const rsa = (modulusLength = 2048): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey
const pkcs8 = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }))

test('an RSA key is taken as PKCS#8, PKCS#1, with written line ends, and with quotation marks', async () => {
  const key = rsa()
  const pems = [
    pkcs8(key),
    String(key.export({ type: 'pkcs1', format: 'pem' })),
    pkcs8(key).replaceAll('\n', '\\n'),
    pkcs8(key).replaceAll('\n', '\\r\\n'),
    ` "${pkcs8(key)}"\n`,
  ]
  for (const signingKeyPem of pems) {
    const token = await issuedBy({ signingKeyPem })
    assert.deepEqual(headOf(token), {
      alg: 'RS256',
      typ: 'JWT',
      kid: 'gitlab-ai-gateway_signing_key',
    })
    assert.ok(await isAcceptedBy({ signingKeyPem: pkcs8(key) }, token))
  }
})

test('a key that cannot be used stops the start, naming the variable and not the key', () => {
  const small = pkcs8(rsa(1024))
  const otherCurve = pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)
  const locked = String(
    rsa().export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
  )
  const broken = pkcs8(rsa()).slice(0, 400)
  const publicOnly = String(createPublicKey(rsa()).export({ type: 'spki', format: 'pem' }))
  for (const pem of ['secret-nonsense', small, otherCurve, locked, broken, publicOnly]) {
    assert.throws(
      () => authWith({ signingKeyPem: pem }),
      (error: Error) => {
        assert.match(error.message, /^AIGW_SELF_SIGNED_JWT__SIGNING_KEY must be a private key/)
        assert.ok(!error.message.includes(pem.split('\n')[1] ?? pem))
        return error.cause === undefined
      },
    )
  }
  assert.throws(() => authWith({ validationKeyPem: 'x' }), /AIGW_SELF_SIGNED_JWT__VALIDATION_KEY/)
})

test('a short secret stops the start', () => {
  assert.throws(
    () => authWith({ signingSecret: 'too-short' }),
    (error: Error) =>
      /MIDFILL_SIGNING_SECRET/.test(error.message) && !/too-short/.test(error.message),
  )
})

test('the key goes before the secret, and the secret before the file', async (t) => {
  const signingKeyPem = pkcs8(rsa())
  const signingSecret = 's'.repeat(40)
  const signingKeyFile = join(folder(t), 'key.pem')
  const all = { signingKeyPem, signingSecret, signingKeyFile }
  assert.ok(await isAcceptedBy({ signingKeyPem }, await issuedBy(all)))
  const { signingKeyPem: _, ...rest } = all
  assert.ok(await isAcceptedBy({ signingSecret }, await issuedBy(rest)))
  assert.throws(() => statSync(signingKeyFile), { code: 'ENOENT' })
})

test('a secret makes the same key in every version of this program', async () => {
  const header = { alg: 'ES256', typ: 'JWT', kid: 'gitlab-ai-gateway_signing_key' }
  const claims = {
    iss: 'gitlab-ai-gateway',
    aud: 'gitlab-ai-gateway',
    sub: 'user-1',
    exp: 4_102_444_800,
    scopes: ['complete_code'],
  }
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  // Made once by the first version.
  const signature =
    '_36sPsbqNYtpeoFzVodqxXT5p9529JA1pXoeKGxXLjIJWsegIeMu67v9WSgZzLqvmHdx53rqzrZcXvdDINkfvQ'
  const token = [encoded(header), encoded(claims), signature].join('.')
  const signingSecret = 'the secret of all the replicas of one site'
  assert.ok(await isAcceptedBy({ signingSecret }, token))
})

test('the previous signing key goes on verifying as validation key, private or public', async () => {
  const previous = rsa()
  const token = await issuedBy({ signingKeyPem: pkcs8(previous) })
  const signingKeyPem = pkcs8(rsa())
  assert.equal(await isAcceptedBy({ signingKeyPem }, token), false)
  const publicPem = String(createPublicKey(previous).export({ type: 'spki', format: 'pem' }))
  for (const validationKeyPem of [pkcs8(previous), publicPem]) {
    assert.ok(await isAcceptedBy({ signingKeyPem, validationKeyPem }, token))
  }
})

test('a generated key is kept for the owner alone, and used again', async (t) => {
  const signingKeyFile = join(folder(t), 'new', 'key.pem')
  const token = await issuedBy({ signingKeyFile })
  assert.equal(statSync(signingKeyFile).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(signingKeyFile, '..')), ['key.pem'])
  const kept = readFileSync(signingKeyFile, 'utf8')
  assert.ok(await isAcceptedBy({ signingKeyFile }, token))
  assert.equal(readFileSync(signingKeyFile, 'utf8'), kept)
})

test('all who start at once with one file end with one key', async (t) => {
  for (let round = 0; round < 10; round += 1) {
    const signingKeyFile = join(folder(t), 'key.pem')
    const tokens = await Promise.all(Array.from({ length: 8 }, () => issuedBy({ signingKeyFile })))
    for (const token of tokens) assert.ok(await isAcceptedBy({ signingKeyFile }, token))
    assert.deepEqual(readdirSync(join(signingKeyFile, '..')), ['key.pem'])
  }
})

test('two processes that start at once with one file end with one key', async (t) => {
  const signingKeyFile = join(folder(t), 'key.pem')
  const module = new URL('../../../server/auth/key-file.ts', import.meta.url).href
  const code = `import { keptSigningKey } from '${module}'
    import { createPublicKey } from 'node:crypto'
    const key = await keptSigningKey(process.argv[1])
    console.log(createPublicKey(key).export({ format: 'jwk' }).x)`
  const seen = await Promise.all([0, 1, 2].map(() => outputOf(code, signingKeyFile)))
  assert.ok(seen[0])
  assert.equal(new Set(seen).size, 1)
})

async function outputOf(code: string, argument: string): Promise<string> {
  const node = ['--import', 'tsx', '--input-type=module', '-e', code, argument]
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  return text.trim()
}

test('without a place to keep it the key lives in memory, and one line says so', async (t) => {
  const inTheWay = join(folder(t), 'file')
  writeFileSync(inTheWay, '')
  for (const signingKeyFile of [undefined, join(inTheWay, 'key.pem'), '/proc/midfill/key.pem']) {
    const { auth, log } = authWith({ ...API_KEY, signingKeyFile })
    const headers = headersWith('key-one')
    const caller = await auth.authenticate(headers)
    const { token } = await auth.issueUserToken(caller, headers)
    await auth.issueUserToken(caller, headers)
    assert.equal((await auth.authenticate(headersWith(token))).isSelfIssued, true)
    assert.equal(log.length, 1)
    assert.match(
      log[0] ?? '',
      /MIDFILL_SIGNING_KEY_FILE name a file in a folder that can be written/,
    )
  }
})

test('a file that holds no key is left as it is', async (t) => {
  const signingKeyFile = join(folder(t), 'key.pem')
  writeFileSync(signingKeyFile, 'my notes')
  chmodSync(signingKeyFile, 0o644)
  const { auth, log } = authWith({ signingKeyFile })
  await auth.warmUp()
  assert.equal(readFileSync(signingKeyFile, 'utf8'), 'my notes')
  assert.match(log.join('\n'), /holds no private key.*remove or replace it/)
})

test('keys are made when first needed', async (t) => {
  const signingKeyFile = join(folder(t), 'key.pem')
  const { auth } = authWith({ ...API_KEY, signingKeyFile })
  await auth.authenticate(headersWith('key-one'))
  await assertRefused(auth, headersWith('nonsense'))
  assert.throws(() => statSync(signingKeyFile), { code: 'ENOENT' })
  await auth.warmUp()
  assert.ok(statSync(signingKeyFile).size > 0)
})
