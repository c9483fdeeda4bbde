// Which access tokens are accepted, and what is remembered of them.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { DISCOVERY_PATH, fakeGitlab, KEYS_PATH } from '../../support/fake-gitlab.ts'
import { assertRefused, authWith, headersWith } from './auth-with.ts'

for (const alg of ['RS256', 'ES256']) {
  test(`an access token signed with ${alg} is accepted with its claims`, async (t) => {
    const gitlab = await fakeGitlab(t)
    const { auth } = authWith({ issuers: [gitlab.url] })
    const claims = { gitlab_instance_uid: 'uid', duo_seat_count: 7, skip_usage_cutoff: true }
    const caller = await auth.authenticate(headersWith(gitlab.token(claims, { alg })))
    assert.equal(caller.kind, 'token')
    assert.equal(caller.isSelfIssued, false)
    assert.deepEqual(caller.claims, {
      issuer: gitlab.url,
      subject: 'instance-1',
      realm: 'self-managed',
      instanceId: '',
      instanceUid: 'uid',
      scopes: ['complete_code', 'generate_code'],
      seatCount: 7,
      extra: { skip_usage_cutoff: true },
    })
    assert.equal(caller.mayUse('complete_code'), true)
    assert.equal(caller.mayUse('explain_code'), false)
  })
}

test('the legacy scope stands for completion and generation', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const token = gitlab.token({ scopes: ['code_suggestions'] })
  const { mayUse } = await auth.authenticate(headersWith(token))
  const grants = ['complete_code', 'generate_code', 'code_suggestions', 'amazon_q_integration']
  assert.deepEqual(grants.map(mayUse), [true, true, true, false])
})

test('no scopes are no grants', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const caller = await auth.authenticate(headersWith(gitlab.token({ scopes: null })))
  assert.equal(caller.mayUse('complete_code'), false)
})

test('times have a minute of leeway', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, nowSeconds } = authWith({ issuers: [gitlab.url] })
  const now = nowSeconds()
  for (const claims of [{ exp: now - 50 }, { nbf: now + 50 }, { iat: now + 50 }]) {
    await auth.authenticate(headersWith(gitlab.token(claims)))
  }
  const wrong = [{ exp: now - 120 }, { nbf: now + 600 }, { iat: now + 600 }, { exp: undefined }]
  for (const claims of [...wrong, { exp: 'never' }, { exp: null }, { iat: 'now' }]) {
    await assertRefused(auth, headersWith(gitlab.token(claims)))
  }
})

test('the audience may be a text or a list, and must name us', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const aud of ['gitlab-ai-gateway', ['other', 'gitlab-ai-gateway']]) {
    await auth.authenticate(headersWith(gitlab.token({ aud })))
  }
  for (const aud of ['other', ['other'], [], '', null, undefined, { 'gitlab-ai-gateway': 1 }]) {
    await assertRefused(auth, headersWith(gitlab.token({ aud })))
  }
})

test('the audience follows the service name', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url], serviceName: 'ours' })
  await auth.authenticate(headersWith(gitlab.token({ aud: 'ours' })))
  await assertRefused(auth, headersWith(gitlab.token()))
})

test('an HMAC made with a public key is not a signature', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  for (const key of [gitlab.publicPem(), gitlab.publicPem().trim(), '']) {
    await assertRefused(auth, headersWith(gitlab.token({}, { alg: 'HS256', key })))
  }
})

test('a token without a signature is refused, however "none" is written', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const alg of ['none', 'None', 'NONE']) {
    await assertRefused(auth, headersWith(gitlab.token({}, { alg: 'none', header: { alg } })))
  }
  const [header, claims] = gitlab.token().split('.')
  await assertRefused(auth, headersWith(`${header}.${claims}.`))
  await assertRefused(auth, headersWith(`${header}.${claims}`))
})

test('a key does one algorithm: another that it could do is refused', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const alg of ['RS384', 'RS512', 'PS256', 'ES384', 'EdDSA']) {
    await assertRefused(auth, headersWith(gitlab.token({}, { header: { alg } })))
  }
  const es256 = gitlab.token({}, { alg: 'ES256', header: { alg: 'RS256' } })
  await assertRefused(auth, headersWith(es256))
})

test('keys and addresses of keys in the header of a token are not looked at', async (t) => {
  const gitlab = await fakeGitlab(t)
  const evil = await fakeGitlab(t)
  const { auth, fetched } = authWith({ issuers: [gitlab.url] })
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' })
  const url = evil.url + KEYS_PATH
  const headers = [{ jwk }, { jku: url }, { x5u: url }, { jwk, jku: url, x5c: ['AAAA'] }]
  for (const header of headers) {
    for (const kid of [undefined, null]) {
      const token = gitlab.token({}, { key: privateKey, header, ...(kid === null ? { kid } : {}) })
      await assertRefused(auth, headersWith(token))
    }
    await assertRefused(auth, headersWith(evil.token({ iss: gitlab.url }, { header })))
  }
  assert.equal(evil.asked(KEYS_PATH) + evil.asked(DISCOVERY_PATH), 0)
  assert.ok(fetched.every((at) => at.startsWith(gitlab.url)))
})

test('a kid is a name and nothing else', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, fetched } = authWith({ issuers: [gitlab.url] })
  const kids = [
    '../../../../dev/null',
    '/etc/passwd',
    "x' UNION SELECT 'secret",
    'http://127.0.0.1:1/keys',
    '__proto__',
    'constructor',
    '',
    '\u0000',
    '| sleep 5',
  ]
  for (const kid of kids) await assertRefused(auth, headersWith(gitlab.token({}, { kid })))
  for (const kid of [42, {}, ['a']]) {
    // A kid that is no text is none: the key is found by trying.
    await auth.authenticate(headersWith(gitlab.token({}, { header: { kid } })))
  }
  assert.ok(fetched.every((at) => at.startsWith(gitlab.url)))
})

test('a token without kid is tried with every key of its algorithm', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const older = gitlab.token({}, { kid: null })
  gitlab.rotate({ keepOld: true })
  await auth.authenticate(headersWith(older))
  await auth.authenticate(headersWith(gitlab.token({}, { kid: null })))
})

for (const token of [
  '12345',
  'a.b',
  'a.b.c',
  'e30.e30.e30',
  '..',
  `${'x'.repeat(9000)}`,
  'ü.ö.ä',
]) {
  test(`garbage like ${token.slice(0, 12)} is refused`, async (t) => {
    const gitlab = await fakeGitlab(t)
    await assertRefused(authWith({ issuers: [gitlab.url] }).auth, headersWith(token))
  })
}

test('claims that were changed after signing are refused', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const token = gitlab.token()
  const [header, , signature] = token.split('.')
  const [, claims] = gitlab.token({ scopes: ['everything'] }).split('.')
  const forged = headersWith([header, claims, signature].join('.'))
  await assertRefused(auth, forged)
  auth.close()
  await auth.authenticate(headersWith(token))
  await assertRefused(auth, forged)
})

test('an unknown critical extension is refused', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const header of [
    { crit: ['x'], x: 1 },
    { crit: ['b64'], b64: false },
  ]) {
    await assertRefused(auth, headersWith(gitlab.token({}, { header })))
  }
})

test('a token that was verified lately is answered at once', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const headers = headersWith(gitlab.token())
  const first = auth.authenticate(headers)
  assert.ok(first instanceof Promise)
  const caller = await first
  assert.equal(auth.authenticate(headers), caller)
})

test('a verified token is looked at again after five minutes, and when it expires', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass, nowSeconds } = authWith({ issuers: [gitlab.url] })
  const long = headersWith(gitlab.token())
  const short = headersWith(gitlab.token({ exp: nowSeconds() + 30 }))
  await auth.authenticate(long)
  await auth.authenticate(short)
  pass(120_000)
  await assertRefused(auth, short)
  assert.ok(!(auth.authenticate(long) instanceof Promise))
  pass(181_000)
  const again = auth.authenticate(long)
  assert.ok(again instanceof Promise)
  await again
})

test('a refused token is refused at once for ten seconds', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass } = authWith({ issuers: [gitlab.url] })
  const headers = headersWith(gitlab.token({ aud: 'other' }))
  await assertRefused(auth, headers)
  assert.throws(() => auth.authenticate(headers), { code: 'unauthenticated' })
  pass(11_000)
  const again = auth.authenticate(headers)
  assert.ok(again instanceof Promise)
  await assert.rejects(again)
})

test('the log says why a token was refused once a minute, and holds nothing of any token', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, log, pass, nowSeconds } = authWith({ issuers: [gitlab.url], apiKeys: ['key-one'] })
  const tokens = [
    gitlab.token({ sub: 'secret-subject', exp: nowSeconds() - 600 }),
    gitlab.token({ sub: 'secret-subject', exp: nowSeconds() - 601 }),
    gitlab.token({ iss: 'https://secret-issuer.example' }),
    gitlab.token({ aud: 'secret-audience' }),
    gitlab.token({}, { kid: 'secret-kid' }),
    gitlab.token({ sub: ['secret-subject'] }),
    'secret-garbage',
  ]
  for (const token of tokens) await assertRefused(auth, headersWith(token))
  const text = log.join('\n')
  assert.equal(log.filter((line) => line.includes('expired')).length, 1, text)
  for (const reason of ['unknown_issuer', 'audience', 'unknown_key', 'claims', 'malformed']) {
    assert.match(text, new RegExp(`"reason":"${reason}"`))
  }
  assert.doesNotMatch(text, /secret/)
  for (const part of tokens.flatMap((token) => token.split('.'))) assert.ok(!text.includes(part))
  pass(61_000)
  await assertRefused(auth, headersWith(tokens[1] ?? ''))
  assert.equal(log.filter((line) => line.includes('expired')).length, 2)
})

test('a refusal carries nothing of the token, not even as its cause', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, nowSeconds } = authWith({ issuers: [gitlab.url] })
  const token = gitlab.token({ sub: 'secret-subject', exp: nowSeconds() - 600 })
  const error = await Promise.resolve(auth.authenticate(headersWith(token))).catch((e) => e)
  assert.ok(error instanceof Error)
  assert.equal(error.cause, undefined)
})

test('close forgets every token', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const headers = headersWith(gitlab.token())
  await auth.authenticate(headers)
  auth.close()
  assert.ok(auth.authenticate(headers) instanceof Promise)
})
