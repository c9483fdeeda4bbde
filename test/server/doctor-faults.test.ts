// `midfill doctor`, with one fault planted at a time: each is found by name, with what to do.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, type TestContext, test } from 'node:test'
import { authority, leafOf } from '../support/certificate.ts'
import {
  CHAT,
  CHOICES,
  doctor,
  GAP,
  GOOD,
  isWrong,
  LIST,
  model,
  server,
  wrong,
} from '../support/doctor.ts'
import { fakeGitlab } from '../support/fake-gitlab.ts'
import { readRequest } from '../support/fake-upstream.ts'
import { tlsFront } from '../support/tls-front.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-doctor-'))
after(() => rmSync(folder, { recursive: true }))

async function silentPort(t: TestContext): Promise<number> {
  const made = createServer().listen(0, '127.0.0.1')
  t.after(() => made.close())
  await once(made, 'listening')
  return (made.address() as AddressInfo).port
}

interface Plant {
  fault: string
  env: (t: TestContext) => Promise<Record<string, string>>
  says: RegExp
  /** 1 when left out. */
  status?: 0
}

const PLANTS: Plant[] = [
  {
    fault: 'a host that does not exist',
    env: async () => ({ AIGW_GITLAB_URL: 'https://gitlab.invalid' }),
    says: /name \| gitlab\.invalid \| has no address .*\| Look at its spelling/,
  },
  {
    fault: 'a wrong port',
    env: async () => ({ MIDFILL_MODEL_URL: 'http://127.0.0.1:1/v1' }),
    says: /port \| 127\.0\.0\.1:1 \| no connection \(ECONNREFUSED\) \| Nothing listens there/,
  },
  {
    fault: 'a certificate authority that is not known',
    env: (t) => gitlabOverTls(t, {}),
    says: /certificate \| 127\.0\.0\.1 \| .*signed by "Company CA".*SSL_CERT_FILE/,
  },
  {
    fault: 'an expired certificate',
    env: (t) => gitlabOverTls(t, { validDays: -1 }, { isTrusted: true }),
    says: /certificate \| 127\.0\.0\.1 \| its certificate expired on/,
  },
  {
    fault: 'a certificate for another name',
    env: (t) => gitlabOverTls(t, { hosts: ['gitlab.example.com'] }, { isTrusted: true }),
    says: /its certificate is for gitlab\.example\.com, and not for 127\.0\.0\.1/,
  },
  {
    fault: 'https:// in front of a plain port',
    env: async (t) => ({ AIGW_GITLAB_URL: (await fakeGitlab(t)).url.replace('http:', 'https:') }),
    says: /certificate \| .*no TLS is spoken there.*Write http:\/\//,
  },
  {
    fault: 'a port that accepts and says nothing',
    env: async (t) => ({ AIGW_GITLAB_URL: `https://127.0.0.1:${await silentPort(t)}` }),
    says: /certificate \| 127\.0\.0\.1 \| no TLS handshake in \d+ ms \| It may be too busy/,
  },
  {
    fault: 'clocks that differ',
    env: async (t) => {
      const port = await server(t, (_request, response) => {
        response.setHeader('date', new Date(Date.now() - 600_000).toUTCString()).end('{}')
      })
      return { AIGW_GITLAB_URL: `http://127.0.0.1:${port}` }
    },
    says: /clock \| 127\.0\.0\.1 \| this clock is (599|600|601) s ahead/,
  },
  {
    fault: 'something else where GitLab should be',
    env: async (t) => {
      const port = await server(t, (_request, response) => response.end('<html>'))
      return { AIGW_GITLAB_URL: `http://127.0.0.1:${port}` }
    },
    says: /GitLab keys \| .*cannot be fetched.*openid-configuration must open/,
  },
  {
    fault: 'a key file that cannot be written',
    env: async (t) => ({
      AIGW_GITLAB_URL: (await fakeGitlab(t)).url,
      MIDFILL_SIGNING_KEY_FILE: '/proc/midfill/key.pem',
    }),
    says: /token issue \| .*no key can be kept.*read and write \/proc\/midfill\/key\.pem/,
  },
  {
    fault: 'a signing key that ends with the process',
    env: async (t) => ({ AIGW_GITLAB_URL: (await fakeGitlab(t)).url }),
    says: /token issue \| .*ends with the process.*MIDFILL_SIGNING_SECRET/,
    status: 0,
  },
  {
    fault: 'a model that is not served',
    env: async (t) => ({
      ...(await model(t, { '/v1/models': LIST })),
      MIDFILL_MODEL_NAME: 'codestrel',
    }),
    says: /model \| codestrel \| 404: .*does not know "codestrel"\. It serves: codestral/,
  },
  {
    fault: 'a chat-only model',
    env: (t) => model(t, { '/v1/models': LIST, '/v1/chat/completions': CHAT }),
    says: /fill in the middle \| codestral \| a chat-only model/,
  },
  {
    fault: 'a model that talks where code is wanted',
    env: (t) =>
      model(t, { ...GOOD, '/v1/completions': { json: { choices: [{ text: 'Hello!' }] } } }),
    says: /fill in the middle \| codestral \| fills a gap in code with (6 characters|nothing)/,
  },
  {
    fault: 'a model that thinks aloud until its tokens are used up',
    env: (t) =>
      model(t, {
        ...GOOD,
        '/v1/completions': {
          json: { choices: [{ text: '<think>\nOkay, second', finish_reason: 'length' }] },
        },
      }),
    says: /codestral \| fills a gap in code with nothing \| .*thinks aloud.*docs\/models\.md/,
  },
  {
    fault: 'an endpoint without /v1',
    env: async (t) => {
      const env = await model(t)
      return { ...env, MIDFILL_MODEL_URL: env.MIDFILL_MODEL_URL.replace('/v1', '') }
    },
    says: /dialect \| codestral \| .*\/v1/,
    status: 0,
  },
  {
    fault: 'a key that the model server refuses',
    env: async (t) => {
      const port = await server(t, (_request, response) => response.writeHead(401).end('{}'))
      return { MIDFILL_MODEL_URL: `http://127.0.0.1:${port}/v1` }
    },
    says: /model \| codestral \| 401: Unauthorized.*refused the API key/,
  },
  {
    fault: 'a model server that hangs',
    env: async (t) => ({
      MIDFILL_MODEL_URL: `http://127.0.0.1:${await server(t, () => {})}/v1`,
      MIDFILL_TOTAL_TIMEOUT_MS: '2000',
    }),
    says: /model \| codestral \| 504: Timeout/,
  },
  {
    fault: 'a first word that comes late',
    env: (t) => slowModel(t, { pauseMs: 1_200 }),
    says: /streaming \| codestral \| the first piece came after 1\d{3} ms.*sizing/,
    status: 0,
  },
  {
    fault: 'streams that break',
    env: (t) => slowModel(t, { pauseMs: 0, isBroken: true }),
    says: /streaming \| codestral \| .*empty or breaks \| Set AIGW_CUSTOM_MODELS__DISABLE_STREAMING/,
  },
  {
    fault: 'a window too small for code',
    env: (t) =>
      model(t, {
        ...GOOD,
        '/v1/models': {
          json: { object: 'list', data: [{ id: 'codestral', max_model_len: 1_024 }] },
        },
      }),
    says: /context window \| codestral \| 1024 tokens: about \d+ characters.*--max-model-len/,
    status: 0,
  },
  {
    fault: 'a certificate that is not good yet',
    env: (t) => gitlabOverTls(t, { startsInDays: 2 }, { isTrusted: true }),
    says: /certificate \| 127\.0\.0\.1 \| its certificate is valid from .*clocks/,
  },
  {
    fault: 'a key file of its own that cannot be read',
    env: async () => ({
      AIGW_FASTAPI__TLS__ENABLED: 'true',
      AIGW_FASTAPI__TLS__CERT_FILE: '/nowhere/cert.pem',
      AIGW_FASTAPI__TLS__KEY_FILE: '/nowhere/key.pem',
    }),
    says: /configuration \|[\s\S]*\/nowhere\/cert\.pem cannot be read[\s\S]*Mend what is named/,
  },
  {
    fault: 'a variable that is misspelt',
    env: async (t) => ({ ...(await model(t)), MIDFILL_MODEL_NMAE: 'codestral' }),
    says: /configuration \| .*MIDFILL_MODEL_NMAE.*MIDFILL_MODEL_NAME/,
    status: 0,
  },
  {
    fault: 'a proxy in front of an inner host',
    env: async (t) => ({ ...(await model(t)), HTTP_PROXY: 'http://127.0.0.1:1' }),
    says: /proxy \| 127\.0\.0\.1:\d+ \| .*goes through the proxy 127\.0\.0\.1:1 \| Add 127\.0\.0\.1 to NO_PROXY/,
  },
  {
    fault: 'a certificate bundle that is not there',
    env: async () => ({ SSL_CERT_FILE: '/nowhere/ca.pem' }),
    says: /SSL_CERT_FILE: \/nowhere\/ca\.pem cannot be read/,
  },
]

// Side by side: most of them wait for something that does not come.
suite('found', { concurrency: 3 }, () => {
  for (const { fault, env, says, status = 1 } of PLANTS) {
    test(fault, async (t) => {
      const seen = await doctor(await env(t))
      assert.match(wrong(seen.findings), says)
      assert.equal(seen.status, status, seen.text)
      for (const finding of seen.findings.filter(isWrong)) assert.ok(finding.advice, seen.text)
    })
  }
})

/** Fills the gap as it should, and streams late, or not to the end. */
async function slowModel(t: TestContext, { pauseMs = 0, isBroken = false }) {
  const port = await server(t, async (incoming, response) => {
    const { path, body } = await readRequest(incoming)
    const [piece = '', done = ''] = GAP.pieces ?? []
    const known = { '/v1/models': LIST.json, '/v1/chat/completions': CHAT.json }[path]
    if (path !== '/v1/completions' || body.stream !== true) {
      response.end(JSON.stringify(known ?? CHOICES))
      return
    }
    setTimeout(() => {
      response.write(isBroken ? 'data: {' : piece)
      if (isBroken) response.socket?.destroy()
      else response.end(done)
    }, pauseMs)
  })
  return { MIDFILL_MODEL_URL: `http://127.0.0.1:${port}/v1`, MIDFILL_MODEL_NAME: 'codestral' }
}

async function gitlabOverTls(
  t: TestContext,
  options: Parameters<typeof leafOf>[1],
  { isTrusted = false } = {},
): Promise<Record<string, string>> {
  const company = authority('Company CA')
  const gitlab = await fakeGitlab(t)
  const port = await tlsFront(t, Number(new URL(gitlab.url).port), leafOf(company, options))
  const env = { AIGW_GITLAB_URL: `https://127.0.0.1:${port}` }
  if (!isTrusted) return env
  const path = join(folder, `ca-${port}.pem`)
  writeFileSync(path, company.certPem)
  return { ...env, SSL_CERT_FILE: path }
}
