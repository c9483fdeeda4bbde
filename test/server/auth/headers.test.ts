// What the headers alone decide: the order of errors, API keys, mismatches, bypasses.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeGitlab } from '../../support/fake-gitlab.ts'
import { assertRefused, authWith, headersWith } from './auth-with.ts'

const INVALID = 'Invalid authorization header'
const WRONG_KEY = 'The key is none of those that this gateway accepts'
const NOT_OIDC = 'Invalid authentication token type - only OIDC is supported'

test('a request without an authorization header is told so first', async () => {
  const { auth } = authWith({})
  await assertRefused(auth, {}, 'No authorization header presented')
  await assertRefused(
    auth,
    { 'x-gitlab-authentication-type': 'oidc' },
    'No authorization header presented',
  )
})

for (const authorization of ['invalid', 'Basic abc', 'Bearer a b', 'Bearera', ': x', 'Token x']) {
  test(`"${authorization}" is not an authorization header for us`, async () => {
    await assertRefused(authWith({}).auth, headersWith('', { authorization }), INVALID)
  })
}

for (const authorization of ['Bearer', 'Bearer ', 'bearer  ']) {
  test(`"${authorization}" is explained as an empty token of GitLab`, async () => {
    await assertRefused(
      authWith({}).auth,
      headersWith('', { authorization }),
      /^Invalid authorization header: GitLab sent an empty token.*self-hosted model/,
    )
  })
}

test('a verified token in a header of another scheme is not let in', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const token = gitlab.token()
  await auth.authenticate(headersWith(token))
  await assertRefused(auth, headersWith(token, { authorization: `Beerer ${token}` }), INVALID)
  const lower = headersWith(token, { authorization: `bEARER  ${token}` })
  assert.equal((await auth.authenticate(lower)).kind, 'token')
})

test('the authentication type must be oidc to the letter, also for a token that is known', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const token = gitlab.token()
  for (const type of [undefined, '', 'OIDC', 'jwt']) {
    const headers = headersWith(token, { 'x-gitlab-authentication-type': type })
    await assertRefused(auth, headers, NOT_OIDC)
  }
  await auth.authenticate(headersWith(token))
  const headers = headersWith(token, { 'x-gitlab-authentication-type': undefined })
  await assertRefused(auth, headers, NOT_OIDC)
})

test('a wrong API key is told so, and not in the words for tokens of GitLab', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url], apiKeys: ['key-one'] })
  await assertRefused(auth, { authorization: 'Bearer key-tow' }, WRONG_KEY)
  await assertRefused(auth, { authorization: `Bearer ${gitlab.token()}` }, NOT_OIDC)
  const { auth: forGitlab } = authWith({ issuers: [gitlab.url] })
  await assertRefused(forGitlab, { authorization: 'Bearer key-tow' }, NOT_OIDC)
})

test('an API key needs no authentication type and may do all', async () => {
  const { auth } = authWith({ apiKeys: ['key-one', 'key-two'] })
  const caller = await auth.authenticate({ authorization: 'bearer key-two' })
  assert.equal(caller.kind, 'api_key')
  assert.equal(caller.mayUse('generate_code'), true)
  await assertRefused(auth, { authorization: 'Bearer key-three' }, WRONG_KEY)
  await assertRefused(auth, headersWith('key-three'))
})

test('an empty API key in the list lets in nobody', async () => {
  const { auth } = authWith({ apiKeys: [''] })
  await assertRefused(auth, { authorization: 'Bearer ' }, /empty token/)
})

const MISMATCHES = [
  ['X-Gitlab-Realm', { 'x-gitlab-realm': 'saas' }],
  ['X-Gitlab-Realm', { 'x-gitlab-realm': undefined }],
  ['X-Gitlab-Instance-Id', { 'x-gitlab-instance-id': 'instance-2' }],
  ['X-Gitlab-Instance-Id', { 'x-gitlab-instance-id': undefined }],
  ['X-Gitlab-Realm', { 'x-gitlab-realm': '', 'x-gitlab-instance-id': '' }],
] as const

test('headers that contradict the token are refused, also when the token is known', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const isKnown of [false, true]) {
    for (const [name, more] of MISMATCHES) {
      const token = gitlab.token()
      if (isKnown) await auth.authenticate(headersWith(token))
      await assertRefused(auth, headersWith(token, more), `Header mismatch '${name}'`)
    }
  }
})

test('the instance id claim and the subject are both compared', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  const mismatch = "Header mismatch 'X-Gitlab-Instance-Id'"
  const other = { gitlab_instance_id: 'instance-2' }
  await assertRefused(auth, headersWith(gitlab.token(other)), mismatch)
  const same = { gitlab_instance_id: 'instance-1', sub: 'instance-2' }
  await assertRefused(auth, headersWith(gitlab.token(same)), mismatch)
})

test('claims that are empty, null or missing are not compared', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const nothing of ['', null, undefined]) {
    const claims = { gitlab_realm: nothing, gitlab_instance_id: nothing, sub: nothing }
    const headers = headersWith(gitlab.token(claims), {
      'x-gitlab-realm': 'any',
      'x-gitlab-instance-id': 'any',
    })
    assert.equal((await auth.authenticate(headers)).kind, 'token')
  }
})

test('a claim of an odd type is refused, not skipped', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth } = authWith({ issuers: [gitlab.url] })
  for (const odd of [{ sub: ['x'] }, { gitlab_realm: true }, { scopes: 'complete_code' }]) {
    await assertRefused(auth, headersWith(gitlab.token(odd)))
  }
})

test('bypass lets in everyone, and says so at once and once a minute', async () => {
  const { auth, log, pass } = authWith({ bypass: true })
  assert.equal(log.length, 1)
  assert.match(log[0] ?? '', /AIGW_AUTH__BYPASS_EXTERNAL lets in everyone/)
  const caller = await auth.authenticate({})
  assert.equal(caller.kind, 'debug')
  assert.equal(caller.mayUse('anything'), true)
  assert.equal(log.length, 1)
  pass(61_000)
  await auth.authenticate({})
  await auth.authenticate({})
  assert.equal(log.length, 2)
})

test('bypass with header needs the header, and the header needs the switch', async () => {
  const withSwitch = authWith({ bypassWithHeader: true })
  assert.equal((await withSwitch.auth.authenticate({ 'bypass-auth': 'true' })).kind, 'debug')
  assert.equal(withSwitch.log.length, 1)
  for (const { auth } of [withSwitch, authWith({})]) {
    const value = auth === withSwitch.auth ? 'false' : 'true'
    await assertRefused(auth, { 'bypass-auth': value }, 'No authorization header presented')
  }
})

test('bypassing signatures still looks at time, audience and headers', async (t) => {
  const gitlab = await fakeGitlab(t)
  const { auth, log, fetched, nowSeconds } = authWith({ bypassSignature: true })
  assert.equal(log.length, 1)
  const unsigned = gitlab.token({}, { alg: 'none' })
  assert.equal((await auth.authenticate(headersWith(unsigned))).kind, 'token')
  await assertRefused(auth, headersWith(gitlab.token({ exp: nowSeconds() - 120 })))
  await assertRefused(auth, headersWith(gitlab.token({ exp: undefined })))
  await assertRefused(auth, headersWith(gitlab.token({ aud: 'another' })))
  await assertRefused(auth, headersWith('a.b.c'))
  const mismatch = headersWith(unsigned, { 'x-gitlab-realm': 'saas' })
  await assertRefused(auth, mismatch, "Header mismatch 'X-Gitlab-Realm'")
  assert.deepEqual(fetched, [])
})
