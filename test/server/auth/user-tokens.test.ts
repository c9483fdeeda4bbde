// Access tokens that we issue ourselves.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { type FakeGitlab, fakeGitlab } from '../../support/fake-gitlab.ts'
import { assertRefused, authWith, headersWith, type Subject } from './auth-with.ts'

const SECRET = 'a secret that is long enough for this'
const PROXY = 'ai_gateway_model_provider_proxy'

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** Authenticates with claims and headers, and asks for a token with them. */
async function issue(
  { auth }: Subject,
  gitlab: FakeGitlab,
  { claims = {}, headers = {} }: { claims?: object; headers?: Record<string, string> } = {},
) {
  const all = headersWith(gitlab.token({ ...claims }), headers)
  return auth.issueUserToken(await auth.authenticate(all), all)
}

test('a user token holds what GitLab expects', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const { token, expires_at } = await issue(subject, gitlab, {
    claims: {
      scopes: [PROXY, 'generate_code', 'complete_code'],
      gitlab_instance_uid: 'uid-1',
      gitlab_instance_id: 'instance-1',
      duo_seat_count: '5',
      skip_usage_cutoff: true,
    },
  })
  const now = subject.nowSeconds()
  const { jti, ...claims } = claimsOf(token)
  assert.match(jti, /^[0-9a-f-]{36}$/)
  assert.deepEqual(claims, {
    iss: 'gitlab-ai-gateway',
    aud: 'gitlab-ai-gateway',
    sub: 'user-1',
    exp: now + 3600,
    nbf: now,
    iat: now,
    gitlab_realm: 'self-managed',
    gitlab_instance_id: 'instance-1',
    gitlab_instance_uid: 'uid-1',
    scopes: ['complete_code', PROXY],
    duo_seat_count: '5',
  })
  assert.equal(expires_at, claims.exp)
})

for (const scopes of [['complete_code'], [PROXY]]) {
  test(`a caller with ${scopes} passes on just that`, async (t) => {
    const gitlab = await fakeGitlab(t)
    const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
    const { token } = await issue(subject, gitlab, { claims: { scopes } })
    assert.deepEqual(claimsOf(token).scopes, scopes)
  })
}

test('the legacy scope is passed on as completion', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const { token } = await issue(subject, gitlab, { claims: { scopes: ['code_suggestions'] } })
  assert.deepEqual(claimsOf(token).scopes, ['complete_code'])
})

test('a caller without either scope gets no token', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  await assert.rejects(issue(subject, gitlab, { claims: { scopes: ['generate_code'] } }), {
    code: 'forbidden',
    message: 'Unauthorized to create user access token',
  })
})

test('a user token is for a user', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const headers = { 'x-gitlab-global-user-id': '' }
  await assert.rejects(issue(subject, gitlab, { headers }), { code: 'invalid_request' })
})

const ROOTS = [
  { header: '3456', root: 3456 },
  { root: null },
  { header: '0', root: null },
  { header: '-7', root: null },
  { header: '12abc', root: null },
  { header: '99', claim: '42', root: 42 },
  { claim: 42, root: 42 },
]
for (const { header, claim, root } of ROOTS) {
  test(`saas: root namespace ${header} in the header and ${claim} in the claims`, async (t) => {
    const gitlab = await fakeGitlab(t)
    const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
    const { token } = await issue(subject, gitlab, {
      claims: { gitlab_realm: 'saas', gitlab_root_namespace_id: claim, skip_usage_cutoff: true },
      headers: {
        'x-gitlab-realm': 'saas',
        'x-gitlab-project-id': '7',
        ...(header === undefined ? {} : { 'x-gitlab-root-namespace-id': header }),
      },
    })
    const claims = claimsOf(token)
    assert.equal(claims.gitlab_realm, 'saas')
    assert.equal(claims.gitlab_project_id, '7')
    assert.equal(claims.gitlab_namespace_id, null)
    assert.equal(claims.gitlab_root_namespace_id, root)
    assert.equal(claims.skip_usage_cutoff, true)
    assert.equal('gitlab_instance_uid' in claims, false)
  })
}

test('claims of the caller do not replace those of the issued token', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const { token } = await issue(subject, gitlab, {
    claims: { gitlab_realm: 'saas', jti: 'mine', extra: { scopes: ['everything'] } },
    headers: { 'x-gitlab-realm': 'saas' },
  })
  const { jti, iss, scopes } = claimsOf(token)
  assert.notEqual(jti, 'mine')
  assert.equal(iss, 'gitlab-ai-gateway')
  assert.deepEqual(scopes, ['complete_code'])
})

test('an issued token is accepted here and by a replica with the same secret, and by no other', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const { token } = await issue(subject, gitlab)
  const headers = headersWith(token)
  for (const { auth } of [subject, authWith({ signingSecret: SECRET })]) {
    const caller = await auth.authenticate(headers)
    assert.equal(caller.isSelfIssued, true)
    assert.equal(caller.mayUse('complete_code'), true)
    assert.equal(caller.mayUse('generate_code'), false)
    assert.equal(auth.authenticate(headers), caller)
  }
  await assertRefused(authWith({ signingSecret: `${SECRET}!` }).auth, headers)
  await assertRefused(authWith({ signingSecret: SECRET, serviceName: 'other' }).auth, headers)
})

test('an issued token belongs to its user', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const { token } = await issue(subject, gitlab)
  const mismatch = "Header mismatch 'X-Gitlab-Global-User-Id'"
  for (const user of ['user-2', undefined]) {
    const headers = headersWith(token, { 'x-gitlab-global-user-id': user })
    await assertRefused(subject.auth, headers, mismatch)
    await subject.auth.authenticate(headersWith(token))
    await assertRefused(subject.auth, headers, mismatch)
  }
})

test('an issued token expires', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const { token } = await issue(subject, gitlab)
  subject.pass(3_661_000)
  await assertRefused(subject.auth, headersWith(token))
})

test('an issued token cannot make another', async (t) => {
  const gitlab = await fakeGitlab(t)
  const subject = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  const headers = headersWith((await issue(subject, gitlab)).token)
  const caller = await subject.auth.authenticate(headers)
  await assert.rejects(subject.auth.issueUserToken(caller, headers), { code: 'forbidden' })
})

test('no instance can sign in our name, and we cannot sign in the name of one', async (t) => {
  const gitlab = await fakeGitlab(t, { issuer: 'gitlab-ai-gateway' })
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const { auth } = authWith({ issuers: [gitlab.url], signingSecret: SECRET })
  await assertRefused(auth, headersWith(gitlab.token()))
  await auth.authenticate(headersWith(gitlab.token({ iss: gitlab.url })))
  const ours = authWith({ issuers: [gitlab.url], signingKeyPem: pem })
  const own = gitlab.token({ sub: 'user-1' }, { key: pem, kid: 'gitlab-ai-gateway_signing_key' })
  await ours.auth.authenticate(headersWith(own))
  for (const kid of ['gitlab-ai-gateway_signing_key', null]) {
    const forged = gitlab.token({ iss: gitlab.url }, { key: pem, kid })
    await assertRefused(ours.auth, headersWith(forged))
  }
})

test('debug callers and API keys may make tokens for the user they name', async () => {
  for (const settings of [{ bypass: true }, { apiKeys: ['key-one'] }]) {
    const { auth } = authWith({ ...settings, signingSecret: SECRET })
    const headers = headersWith('key-one')
    const { token } = await auth.issueUserToken(await auth.authenticate(headers), headers)
    assert.deepEqual(claimsOf(token).scopes, ['complete_code', PROXY])
    assert.equal(claimsOf(token).gitlab_instance_id, 'instance-1')
    const replica = authWith({ signingSecret: SECRET })
    assert.equal((await replica.auth.authenticate(headersWith(token))).isSelfIssued, true)
  }
})
