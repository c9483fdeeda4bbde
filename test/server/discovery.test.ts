// How the gateway finds the keys of a GitLab instance that is not quite where it is said to be.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { completionBody, post } from '../support/bodies.ts'
import { authority, leafOf } from '../support/certificate.ts'
import { logged } from '../support/eventually.ts'
import { fakeGitlab } from '../support/fake-gitlab.ts'
import { listen, stop } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { asGitlab } from '../support/identity.ts'
import { tlsFront } from '../support/tls-front.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-discovery-'))
after(() => rmSync(folder, { recursive: true }))

/** Sends every request to the same path of another address. */
async function redirecting(t: TestContext, to: (path: string) => string): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(301, { location: to(url) }).end()
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return `http://127.0.0.1:${port}`
}

const ask = ({ url }: RunningGateway, headers: Record<string, string>) =>
  post(`${url}/v2/code/completions`, completionBody({ above: 'x = ' }), { headers })

test('GitLab may send from http to https on its own host', async (t) => {
  const gitlab = await fakeGitlab(t)
  const ca = authority()
  const port = await tlsFront(t, Number(new URL(gitlab.url).port), leafOf(ca))
  const bundle = join(folder, 'ca.pem')
  writeFileSync(bundle, ca.certPem)
  gitlab.rename(`https://127.0.0.1:${port}`)
  const url = await redirecting(t, (path) => `https://127.0.0.1:${port}${path}`)
  const gateway = await startGateway(t, { AIGW_GITLAB_URL: url, SSL_CERT_FILE: bundle })
  assert.equal((await ask(gateway, asGitlab(gitlab))).status, 200)
})

test('to another host nobody follows, and the log says what to enter', async (t) => {
  const gitlab = await fakeGitlab(t)
  const port = new URL(gitlab.url).port
  const url = await redirecting(t, (path) => `http://localhost:${port}${path}`)
  const gateway = await startGateway(t, { AIGW_GITLAB_URL: url })
  const line = await logged(gateway, 'the keys', ({ issuer }) => issuer === url)
  assert.match(String(line.cause), /^The server answered 301: .*enter the address itself/)
  assert.equal((await ask(gateway, asGitlab(gitlab))).status, 401)
  assert.equal(gitlab.asked('/.well-known/openid-configuration'), 0)
})

test('a circle ends', async (t) => {
  let own = ''
  const url = await redirecting(t, (path) => own + path)
  own = url
  const gateway = await startGateway(t, { AIGW_GITLAB_URL: url })
  const line = await logged(gateway, 'the keys', ({ issuer }) => issuer === url)
  assert.match(String(line.cause), /301/)
})
