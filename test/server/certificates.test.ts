// Private certificate authorities, of model servers and of GitLab.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { authority, type Certificate, certificate, leafOf } from '../support/certificate.ts'
import { logged } from '../support/eventually.ts'
import { fakeGitlab, KEYS_PATH } from '../support/fake-gitlab.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt } from '../support/hand-model.ts'
import { asGitlab } from '../support/identity.ts'
import { tlsFront } from '../support/tls-front.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-ca-'))
after(() => rmSync(folder, { recursive: true }))

const VARIABLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS']

test('the bundles of all three variables are trusted together', async (t) => {
  const authorities = VARIABLES.map((name) => authority(name))
  const files = authorities.map((ca, i) => bundle(`${VARIABLES[i]}.pem`, ca))
  const gateway = await startGateway(
    t,
    Object.fromEntries(VARIABLES.map((name, i) => [name, files[i] ?? ''])),
  )
  for (const ca of authorities) {
    const answer = await ask(gateway, await encryptedModel(t, leafOf(ca)))
    assert.equal(answer.status, 200, ca.name)
    assert.equal((await jsonOf<CompletionsAnswer>(answer)).choices[0]?.text, 'ok')
  }
})

for (const name of VARIABLES) {
  test(`${name} alone is enough, and may hold several certificates`, async (t) => {
    const [one, two] = [authority('one'), authority('two')]
    const gateway = await startGateway(t, { [name]: bundle('several.pem', one, two) })
    assert.equal((await ask(gateway, await encryptedModel(t, leafOf(two)))).status, 200)
  })
}

test('a certificate that cannot be trusted is named, with the variable that helps', async (t) => {
  const ca = authority()
  const gateway = await startGateway(t, { SSL_CERT_FILE: bundle('known.pem', ca) })
  const cases: [Certificate, RegExp][] = [
    [leafOf(authority('unknown')), /comes from an unknown CA; set SSL_CERT_FILE/],
    [certificate({ hosts: ['127.0.0.1'] }), /is self-signed; set SSL_CERT_FILE/],
    [leafOf(ca, { validDays: -1 }), /has expired/],
    [leafOf(ca, { hosts: ['models.lan'] }), /is for another name/],
  ]
  for (const [leaf, reason] of cases) {
    const answer = await ask(gateway, await encryptedModel(t, leaf))
    assert.equal(answer.status, 503)
    const { code, detail } = await jsonOf<ErrorAnswer>(answer)
    assert.equal(code, 'upstream_unavailable')
    assert.match(String(detail), reason)
  }
})

test('tokens of a GitLab behind a private CA are accepted with its bundle', async (t) => {
  const ca = authority()
  const gitlab = await encryptedGitlab(t, leafOf(ca))
  const gateway = await startGateway(t, {
    AIGW_GITLAB_URL: gitlab.url,
    SSL_CERT_FILE: bundle('gitlab.pem', ca),
  })
  const answer = await post(
    `${gateway.url}/v2/code/completions`,
    completionBody({ above: 'x = ' }),
    { headers: asGitlab(gitlab.inside) },
  )
  assert.equal(answer.status, 200)
  assert.doesNotMatch(gateway.log(), /could not be fetched|without encryption/)
})

test('without it the log names the certificate and the variable, and the client hears what failed', async (t) => {
  const gitlab = await encryptedGitlab(t, leafOf(authority()))
  const gateway = await startGateway(t, { AIGW_GITLAB_URL: gitlab.url })
  const line = await logged(gateway, 'the keys', ({ issuer }) => issuer === gitlab.url)
  assert.match(String(line.message), /could not be fetched.*SSL_CERT_FILE/)
  assert.match(String(line.cause), /^The server .*certificate comes from an unknown CA/)
  const headers = asGitlab(gitlab.inside)
  const answer = await post(`${gateway.url}/v2/code/completions`, {}, { headers })
  assert.equal(answer.status, 401)
  assert.match((await jsonOf<ErrorAnswer>(answer)).error ?? '', /could not fetch the keys/)
})

test('a bundle that is not there stops the start with its path', async () => {
  for (const name of VARIABLES) {
    const path = join(folder, 'nowhere.pem')
    await assert.rejects(
      startGateway(undefined, { [name]: path }),
      /The configuration cannot be used:[\s\S]*nowhere\.pem cannot be read \(ENOENT: no such file or directory\)/,
    )
  }
})

function bundle(name: string, ...authorities: Certificate[]): string {
  const path = join(folder, name)
  writeFileSync(path, authorities.map(({ certPem }) => certPem).join('\n'))
  return path
}

/** The base URL of a model server that answers `ok` behind this certificate. */
async function encryptedModel(t: TestContext, leaf: Certificate): Promise<string> {
  const upstream = await fakeUpstream(t, { chunks: ['ok'] })
  return `https://127.0.0.1:${await tlsFront(t, upstream.port, leaf)}/v1`
}

async function encryptedGitlab(t: TestContext, leaf: Certificate) {
  const options = { keysUrl: '' }
  const inside = await fakeGitlab(t, options)
  const url = `https://127.0.0.1:${await tlsFront(t, Number(new URL(inside.url).port), leaf)}`
  options.keysUrl = url + KEYS_PATH
  inside.rename(url)
  return { url, inside }
}

const ask = (gateway: RunningGateway, url: string): Promise<Response> =>
  post(
    `${gateway.url}/v2/code/completions`,
    completionBody({ above: 'x = ' }, flatModelAt({ url })),
  )
