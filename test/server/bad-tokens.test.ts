// Access tokens that must not let anybody in, over real sockets.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { logLines } from '../support/eventually.ts'
import { type FakeGitlab, KEYS_PATH, startFakeGitlab } from '../support/fake-gitlab.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt } from '../support/hand-model.ts'
import { identity } from '../support/identity.ts'

let gitlab: FakeGitlab
let upstream: FakeUpstream
let gateway: RunningGateway
before(async () => {
  gitlab = await startFakeGitlab()
  upstream = await startFakeUpstream({ chunks: ['ok'] })
  gateway = await startGateway(undefined, { AIGW_GITLAB_URL: gitlab.url })
})
after(async () => {
  await gateway.stop()
  await upstream.close()
  await gitlab.close()
})

/** Part of every token here, encoded: it must not turn up anywhere. */
const JTI = 'JTI-MARKER-55ae'
const now = () => Math.floor(Date.now() / 1_000)
const strange = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const strangeJwk = () => strange.export({ format: 'jwk' })

function ask(headers: Record<string, string>): Promise<Response> {
  const body = completionBody({ above: 'x = ' }, flatModelAt(upstream))
  return post(`${gateway.url}/v2/code/completions`, body, { headers })
}

const changed = (token: string, part: number, change: (text: string) => string): string =>
  token
    .split('.')
    .map((text, i) => (i === part ? change(text) : text))
    .join('.')

const reencoded = (members: object) => (text: string) => {
  const decoded = JSON.parse(Buffer.from(text, 'base64url').toString())
  return Buffer.from(JSON.stringify({ ...decoded, ...members })).toString('base64url')
}

const claims = (more: object = {}) => ({ jti: JTI, ...more })

const REFUSED: [string, () => string][] = [
  ['expired', () => gitlab.token(claims({ exp: now() - 120 }))],
  ['without an end', () => gitlab.token(claims({ exp: undefined }))],
  ['of the future', () => gitlab.token(claims({ nbf: now() + 600 }))],
  ['issued in the future', () => gitlab.token(claims({ iat: now() + 600 }))],
  ['for another service', () => gitlab.token(claims({ aud: 'gitlab-duo-workflow-service' }))],
  ['of another instance', () => gitlab.token(claims({ iss: 'https://gitlab.elsewhere.test' }))],
  [
    'that names the gateway as its issuer',
    () => gitlab.token(claims({ iss: 'gitlab-ai-gateway' })),
  ],
  ['signed by somebody', () => gitlab.token(claims(), { key: strange })],
  ['signed by nobody', () => gitlab.token(claims(), { alg: 'none' })],
  ['signed with the public key as secret', () => forgedWithPublicKey()],
  [
    'that brings its own key',
    () => gitlab.token(claims(), { key: strange, kid: null, header: { jwk: strangeJwk() } }),
  ],
  [
    'that says where its key is',
    () => gitlab.token(claims(), { key: strange, header: { jku: `${gitlab.url}${KEYS_PATH}` } }),
  ],
  ['with a kid that is a path', () => withKid('../../../../dev/null')],
  ['with a kid that is a query', () => withKid("x' UNION SELECT 'key' --")],
  ['with a kid that is a URL', () => withKid(`${gitlab.url}/evil`)],
  ['with a kid of __proto__', () => withKid('__proto__')],
  [
    'with claims changed after signing',
    () =>
      changed(gitlab.token(claims({ scopes: [] })), 1, reencoded({ scopes: ['complete_code'] })),
  ],
  ['with another algorithm in its head', () => changed(token(), 0, reencoded({ alg: 'ES256' }))],
  ['without its signature', () => changed(token(), 2, () => '')],
  ['cut in the middle', () => token().slice(0, -40)],
  ['of 15 KB', () => gitlab.token(claims({ filling: 'x'.repeat(11_000) }), { key: strange })],
]

const token = (): string => gitlab.token(claims())
const withKid = (kid: string): string => gitlab.token(claims(), { key: strange, kid })
const forgedWithPublicKey = (): string =>
  gitlab.token(claims(), { alg: 'HS256', key: gitlab.publicPem() })

for (const [name, make] of REFUSED) {
  test(`a token ${name} is refused`, async () => {
    const forged = make()
    const calls = upstream.requests.length
    const answer = await ask(identity(forged))
    assert.equal(answer.status, 401)
    assert.deepEqual(await answer.json(), { error: 'Forbidden by auth provider' })
    assert.equal(upstream.requests.length, calls)
    for (const part of forged.split('.')) {
      assert.ok(part.length < 20 || !gateway.log().includes(part), 'the log holds the token')
    }
  })
}

const HEADERS: [string, Record<string, string>, RegExp][] = [
  ['no authorization', { authorization: '' }, /^No authorization header presented$/],
  ['an empty bearer', { authorization: 'Bearer ' }, /GitLab sent an empty token/],
  ['another scheme', { authorization: 'Basic cm9vdDpyb290' }, /^Invalid authorization header$/],
  ['two tokens', { authorization: 'Bearer a b' }, /^Invalid authorization header$/],
  ['no type', { 'x-gitlab-authentication-type': '' }, /only OIDC is supported$/],
  ['another realm', { 'x-gitlab-realm': 'saas' }, /^Header mismatch 'X-Gitlab-Realm'$/],
  ['another instance', { 'x-gitlab-instance-id': 'instance-2' }, /^Header mismatch/],
]
for (const [name, headers, error] of HEADERS) {
  test(`${name}: 401 that says why`, async () => {
    const answer = await ask({ ...identity(token()), ...headers })
    assert.equal(answer.status, 401)
    assert.match((await jsonOf<ErrorAnswer>(answer)).error ?? '', error)
    assert.equal(answer.headers.get('www-authenticate'), null)
  })
}

test('after all this a good token is good', async () => {
  assert.equal((await ask(identity(token()))).status, 200)
})

test('the log says why in few lines, and holds nothing of a token', () => {
  const log = gateway.log()
  assert.doesNotMatch(log, /MARKER|eyJ|dev\/null|UNION|evil|cm9vdDpyb290/)
  const reasons = logLines(gateway).map(({ reason }) => reason)
  for (const reason of ['expired', 'not_yet_valid', 'audience', 'algorithm', 'signature']) {
    assert.equal(reasons.filter((one) => one === reason).length, 1, reason)
  }
})
