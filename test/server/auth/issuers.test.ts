// Where keys come from, how often they are asked for, and what happens when they are not to be had.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DISCOVERY_PATH, fakeGitlab, KEYS_PATH } from '../../support/fake-gitlab.ts'
import { assertRefused, authWith, headersWith, KEYS_UNAVAILABLE, until } from './auth-with.ts'

const HOUR_MS = 3_600_000

test('first requests at the same time share one discovery', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const tokens = Array.from({ length: 20 }, () => gitlab.token())
  await Promise.all(tokens.map((token) => auth.authenticate(headersWith(token))))
  assert.equal(gitlab.asked(DISCOVERY_PATH), 1)
  assert.equal(gitlab.asked(KEYS_PATH), 1)
})

test('keys that the instance changed are found without downtime', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  gitlab.rotate()
  const tokens = Array.from({ length: 5 }, () => gitlab.token())
  await Promise.all(tokens.map((token) => auth.authenticate(headersWith(token))))
  assert.equal(gitlab.asked(KEYS_PATH), 2)
})

test('changed keys are found for tokens without kid, too', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  gitlab.rotate()
  await auth.authenticate(headersWith(gitlab.token({}, { kid: null })))
})

test('a key that the instance took back is no longer good after the next fetch', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass } = authWith({ issuers: [gitlab.url] })
  const old = headersWith(gitlab.token())
  await auth.authenticate(old)
  gitlab.rotate()
  await auth.authenticate(headersWith(gitlab.token()))
  pass(301_000)
  await assertRefused(auth, old)
})

test('unknown kids make the keys be fetched again once in thirty seconds', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  const flood = async () => {
    for (let i = 0; i < 5; i += 1) {
      await assertRefused(auth, headersWith(gitlab.token({}, { kid: `unknown ${i}` })))
    }
  }
  await flood()
  assert.equal(gitlab.asked(KEYS_PATH), 2)
  pass(29_000)
  await flood()
  assert.equal(gitlab.asked(KEYS_PATH), 2)
  pass(2000)
  await flood()
  assert.equal(gitlab.asked(KEYS_PATH), 3)
})

test('a bad signature under a known kid makes nobody fetch', async (t) => {
  const gitlab = await fakeGitlab(t)
  const other = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const kid = keyId(gitlab.token())
  await assertRefused(auth, headersWith(other.token({ iss: gitlab.url }, { kid })))
  assert.equal(gitlab.asked(KEYS_PATH), 1)
})

test('keys are fetched again in the background before their day is over', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass, nowSeconds } = authWith({ issuers: [gitlab.url] })
  const token = () => gitlab.token({ exp: nowSeconds() + 3600 })
  await auth.authenticate(headersWith(token()))
  pass(19 * HOUR_MS)
  await auth.authenticate(headersWith(token()))
  assert.equal(gitlab.asked(KEYS_PATH), 1)
  pass(2 * HOUR_MS)
  await auth.authenticate(headersWith(token()))
  await until(() => gitlab.asked(KEYS_PATH) === 2)
})

test('keys older than a day are not used before they were fetched again', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass, nowSeconds } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  const signedWithOldKey = gitlab.token({ exp: nowSeconds() + 48 * 3600 })
  gitlab.rotate()
  pass(25 * HOUR_MS)
  await assertRefused(auth, headersWith(signedWithOldKey))
})

for (const mode of ['error', 'hang', 'refuse'] as const) {
  test(`old keys stay in use while the instance fails (${mode})`, async (t) => {
    const gitlab = await fakeGitlab(t)
    const { auth, pass, nowSeconds, log } = authWith({ issuers: [gitlab.url] })
    const token = () => gitlab.token({ exp: nowSeconds() + 3600 })
    await auth.authenticate(headersWith(token()))
    gitlab.fail(mode)
    pass(30 * HOUR_MS)
    await auth.authenticate(headersWith(token()))
    assert.match(log.join('\n'), /the keys fetched earlier stay in use/)
    gitlab.fail()
    pass(11_000)
    await auth.authenticate(headersWith(token()))
    await until(() => log.some((line) => line.includes('fetched again')))
  })
}

test('a new key is asked for again soon when the instance fails just then', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, pass } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  gitlab.rotate()
  gitlab.fail('error')
  const headers = headersWith(gitlab.token())
  await assertRefused(auth, headers, KEYS_UNAVAILABLE)
  gitlab.fail()
  pass(31_000)
  await auth.authenticate(headers)
})

test('a failing instance is left alone for ten seconds, and no token is remembered as bad', async (t) => {
  const gitlab = await fakeGitlab(t)
  gitlab.fail('error')
  const { auth, pass, log } = authWith({ issuers: [gitlab.url] })
  const headers = headersWith(gitlab.token())
  for (let i = 0; i < 5; i += 1) await assertRefused(auth, headers, KEYS_UNAVAILABLE)
  assert.equal(gitlab.asked(DISCOVERY_PATH), 1)
  assert.equal(log.length, 1)
  assert.match(log[0] ?? '', /127\.0\.0\.1.*AIGW_GITLAB_URL.*status 500/)
  gitlab.fail()
  await assertRefused(auth, headers, KEYS_UNAVAILABLE)
  pass(10_001)
  await auth.authenticate(headers)
})

test('a failing instance is in the log once a minute', async (t) => {
  const gitlab = await fakeGitlab(t)
  gitlab.fail('refuse')
  const { auth, pass, log } = authWith({ issuers: [gitlab.url] })
  for (let second = 0; second <= 66; second += 11) {
    await assertRefused(auth, headersWith(gitlab.token()), KEYS_UNAVAILABLE)
    pass(11_000)
  }
  assert.equal(log.length, 2)
})

test('each of several instances answers for its own tokens only', async (t) => {
  const [one, two, stranger] = [await fakeGitlab(t), await fakeGitlab(t), await fakeGitlab(t)]
  const { auth } = authWith({ issuers: [one.url, `${two.url}/`] })
  await auth.authenticate(headersWith(one.token()))
  await auth.authenticate(headersWith(two.token()))
  await assertRefused(auth, headersWith(one.token({ iss: two.url })))
  await assertRefused(auth, headersWith(two.token({ iss: one.url }, { kid: null })))
  await assertRefused(auth, headersWith(stranger.token()))
  await assertRefused(auth, headersWith(one.token({ iss: undefined })))
  await assertRefused(auth, headersWith(one.token({ iss: [one.url] })))
})

test('an instance that hangs does not delay the tokens of another', async (t) => {
  const [down, up] = [await fakeGitlab(t), await fakeGitlab(t, { issuer: 'https://git.example' })]
  down.fail('hang')
  const { auth, log } = authWith({ issuers: [down.url, up.url] })
  await auth.authenticate(headersWith(up.token()))
  assert.deepEqual(log, [])
})

test('names of issuers are compared without slash at the end and case of the host', async (t) => {
  const gitlab = await fakeGitlab(t, { issuer: 'https://GitLab.Example.com/sub/' })
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const iss of ['https://gitlab.example.com/sub', 'HTTPS://gitlab.example.com:443/sub//']) {
    await auth.authenticate(headersWith(gitlab.token({ iss })))
  }
  for (const iss of ['https://gitlab.example.com/SUB', 'http://gitlab.example.com/sub', 'sub']) {
    await assertRefused(auth, headersWith(gitlab.token({ iss })))
  }
})

test('an instance configured by an internal URL signs with its external one', async (t) => {
  const gitlab = await fakeGitlab(t, { issuer: 'https://gitlab.example.com' })
  const { auth } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  await auth.authenticate(headersWith(gitlab.token({ iss: gitlab.url })))
})

test('an instance may get another external URL', async (t) => {
  const gitlab = await fakeGitlab(t, { issuer: 'https://gitlab.example.com' })
  const { auth } = authWith({ issuers: [gitlab.url] })
  await auth.authenticate(headersWith(gitlab.token()))
  gitlab.rename('https://git.example.com')
  await auth.authenticate(headersWith(gitlab.token()))
})

test('no instance can take the name of another that is configured by it', async (t) => {
  const honest = await fakeGitlab(t)
  const evil = await fakeGitlab(t, { issuer: honest.url })
  const { auth } = authWith({ issuers: [evil.url, honest.url] })
  await auth.authenticate(headersWith(evil.token({ iss: evil.url })))
  await assertRefused(auth, headersWith(evil.token()))
  await auth.authenticate(headersWith(honest.token()))
})

for (const keysUrl of ['file:///etc/passwd', 'keys', 'data:application/json,{"keys":[]}']) {
  test(`keys are not fetched from ${keysUrl}`, async (t) => {
    const gitlab = await fakeGitlab(t, { keysUrl })
    const { auth, fetched, log } = authWith({ issuers: [gitlab.url] })
    await assertRefused(auth, headersWith(gitlab.token()), KEYS_UNAVAILABLE)
    assert.deepEqual(fetched, [gitlab.url + DISCOVERY_PATH])
    assert.match(log.join('\n'), /names no key set/)
  })
}

test('keys that come without encryption are used, with a warning', async (t) => {
  const gitlab = await fakeGitlab(t)
  const issuer = 'https://gitlab.example.com'
  const fetchJson = async (url: string): Promise<unknown> => {
    if (url === issuer + DISCOVERY_PATH) return { issuer, jwks_uri: gitlab.url + KEYS_PATH }
    return (await fetch(url)).json()
  }
  const { auth, log } = authWith({ issuers: [issuer] }, { fetchJson })
  await auth.authenticate(headersWith(gitlab.token({ iss: issuer })))
  assert.match(log.join('\n'), /gitlab\.example\.com publishes its keys without encryption/)
})

const KEY_SETS = [
  ['nothing', undefined],
  ['a list', []],
  ['no keys', { keys: [] }],
  ['a secret for HMAC', { keys: [{ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }] }],
  ['a broken key', { keys: [{ kty: 'RSA', n: '!', e: 'AQAB' }, null, 7] }],
] as const
for (const [name, keySet] of KEY_SETS) {
  test(`a key set that is ${name} counts as a failure`, async (t) => {
    const gitlab = await fakeGitlab(t)
    const fetchJson = async (url: string): Promise<unknown> =>
      url.endsWith(DISCOVERY_PATH) ? { jwks_uri: 'https://keys.example' } : keySet
    const { auth, log } = authWith({ issuers: [gitlab.url] }, { fetchJson })
    await assertRefused(auth, headersWith(gitlab.token()), KEYS_UNAVAILABLE)
    assert.match(log.join('\n'), /no key for RS256 or ES256/)
  })
}

test('warming up gives one verdict for each issuer', async (t) => {
  const [down, up] = [await fakeGitlab(t), await fakeGitlab(t)]
  down.fail('hang')
  const { auth, log } = authWith({
    issuers: [down.url, up.url, up.url],
    signingSecret: 'x'.repeat(32),
  })
  await auth.warmUp()
  assert.equal(log.length, 2)
  assert.ok(log.some((line) => line.startsWith(`Access tokens of ${up.url} are accepted.`)))
  assert.ok(log.some((line) => line.startsWith(`The keys of ${down.url} could not be fetched`)))
  await auth.authenticate(headersWith(up.token()))
  assert.equal(up.asked(KEYS_PATH), 1)
})

test('warming up says so when nobody may ask', async () => {
  const { auth, log } = authWith({ signingSecret: 'x'.repeat(32) })
  await auth.warmUp()
  assert.match(log.join('\n'), /^Nobody may ask: set AIGW_GITLAB_URL/)
})

function keyId(token: string): string {
  const [header = ''] = token.split('.')
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid
}
