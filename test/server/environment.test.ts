// The environment: every variable is read, mistakes are told at once and in plain words.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ENVIRONMENT, loadConfig } from '../../server/index.ts'
import { logged, logLines } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'

/** Everything is switched on that other variables need to show. */
const BASE: Record<string, string> = {
  AIGW_FASTAPI__TLS__ENABLED: 'true',
  AIGW_FASTAPI__TLS__CERT_FILE: '/tls/certificate.pem',
  AIGW_FASTAPI__TLS__KEY_FILE: '/tls/key.pem',
  AIGW_MTLS__ENABLED: 'true',
  AIGW_MTLS__CERT_FILE: '/tls/client.pem',
  AIGW_MTLS__KEY_FILE: '/tls/client-key.pem',
  MIDFILL_MODEL_URL: 'http://models.test/v1',
  AWS_REGION_NAME: 'eu-west-1',
  VERTEXAI_PROJECT: 'acme',
  VERTEXAI_LOCATION: 'global',
}

const folder = mkdtempSync(join(tmpdir(), 'midfill-environment-'))
after(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'midfill.yaml')
writeFileSync(FILE, "deployments: [{name: a, family: mistral, url: 'http://a.test'}]")

/** Values where any text will not do. */
const SAMPLES: Record<string, string> = {
  AIGW_LOGGING__LEVEL: 'warning',
  AIGW_FASTAPI__DOCS_URL: '/docs',
  AIGW_FASTAPI__REDOC_URL: '/redoc',
  AIGW_FASTAPI__OPENAPI_URL: '/openapi.json',
  AIGW_CUSTOM_MODELS__EXTRA_HEADERS: '{"X-Team": "editors"}',
  AIGW_FEATURE_FLAGS__DISALLOWED_FLAGS: '{"saas": ["fast_path"]}',
  MIDFILL_MODEL_URL: 'http://other.test/v1',
  MIDFILL_CONFIG: FILE,
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.test:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-key=value',
  OTEL_TRACES_SAMPLER_ARG: '0.5',
  MIDFILL_REDIS_URL: 'redis://redis.test',
  MIDFILL_ADMIN_TOKEN: 'token-of-16-characters-or-more',
}

interface Variable {
  type?: string
  default?: unknown
  description?: string
}

function anotherValue(name: string, { type, default: preset }: Variable): string {
  if (type === 'boolean') return String((BASE[name] ?? String(preset)) !== 'true')
  const sample = SAMPLES[name]
  if (sample !== undefined) return sample
  return type === 'integer' || type === 'number' ? String(Number(preset) + 1) : 'other.test'
}

for (const [name, variable] of Object.entries<Variable>(ENVIRONMENT)) {
  const isForCompatibility = variable.description?.startsWith('Accepted for compatibility')
  test(`${name} is ${isForCompatibility ? 'accepted without effect' : 'read'}`, () => {
    const without = loadConfig(BASE)
    const changed = loadConfig({ ...BASE, [name]: anotherValue(name, variable) })
    if (isForCompatibility) assert.deepEqual(changed, without)
    else assert.notDeepEqual(changed, without)
    assert.deepEqual(
      loadConfig({ ...BASE, [name]: BASE[name] ?? ' ' }),
      without,
      'blank is not set',
    )
  })
}

test('truth and falsehood may be spelled in every usual way', () => {
  const spelled = {
    true: ['true', 'True', 'TRUE', '1', 'yes', 'Yes', 'y', 'Y', 't', 'T', 'on', 'ON', ' true '],
    false: ['false', 'False', 'FALSE', '0', 'no', 'No', 'n', 'N', 'f', 'F', 'off', 'Off', '\tno'],
  }
  for (const [value, spellings] of Object.entries(spelled)) {
    for (const spelling of spellings) {
      const { models, access } = loadConfig({
        AIGW_CUSTOM_MODELS__ENABLED: spelling,
        AIGW_AUTH__BYPASS_EXTERNAL: spelling,
      })
      assert.equal(String(models.mayBeNamed), value, spelling)
      assert.equal(String(access.bypass), value, spelling)
    }
  }
  for (const spelling of ['maybe', '2', 'enabled', 'tru', 'yess', '-1', 'null']) {
    assert.throws(
      () => loadConfig({ AIGW_CUSTOM_MODELS__ENABLED: spelling }),
      /AIGW_CUSTOM_MODELS__ENABLED/,
      spelling,
    )
  }
})

const ISSUERS: [string, string, string[]][] = [
  ['a URL', 'https://gitlab.test', ['https://gitlab.test']],
  ['a slash at the end', 'https://gitlab.test/', ['https://gitlab.test']],
  ['a bare host', 'gitlab.test', ['https://gitlab.test']],
  ['a bare host with port and path', 'gitlab.test:8443/gl/', ['https://gitlab.test:8443/gl']],
  ['http where it is meant', 'http://gitlab.test', ['http://gitlab.test']],
  ['several', 'a.test, https://b.test/,', ['https://a.test', 'https://b.test']],
  ['nothing', ' , ', []],
]
for (const [name, written, issuers] of ISSUERS) {
  test(`AIGW_GITLAB_URL may hold ${name}`, () => {
    const { access, notes } = loadConfig({ AIGW_GITLAB_URL: written })
    assert.deepEqual(access.issuers, issuers)
    const bare = written.split(',').filter((url) => /^\s*[a-z]/.test(url) && !/^\s*http/.test(url))
    assert.equal(notes.length, bare.length)
  })
}

test('an empty customers portal is none, and one that is set is accepted beside GitLab', () => {
  const gitlab = { AIGW_GITLAB_URL: 'https://gitlab.test' }
  const issuersWith = (portal: string) =>
    loadConfig({ ...gitlab, AIGW_CUSTOMER_PORTAL_URL: portal }).access.issuers
  assert.deepEqual(issuersWith(''), ['https://gitlab.test'])
  assert.deepEqual(issuersWith('https://customers.test/'), [
    'https://gitlab.test',
    'https://customers.test',
  ])
})

const UNKNOWN: [string, string][] = [
  ['AIGW_CUSTOM_MODEL__ENABLED', 'AIGW_CUSTOM_MODELS__ENABLED'],
  ['AIGW_GITLAB_URLS', 'AIGW_GITLAB_URL'],
  ['AIGW_AUTH_BYPASS_EXTERNAL', 'AIGW_AUTH__BYPASS_EXTERNAL'],
  ['AIGW_FASTAPI__PORT', 'AIGW_FASTAPI__API_PORT'],
  ['AIGW_SELF_SIGNED_JWT_SIGNING_KEY', 'AIGW_SELF_SIGNED_JWT__SIGNING_KEY'],
  ['MIDFILL_MODEL_HOST', 'MIDFILL_MODEL_HOSTS'],
  ['AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOT', 'AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT'],
  ['AIGW_FEATURE_FLAGS__DISALOWED_FLAGS', 'AIGW_FEATURE_FLAGS__DISALLOWED_FLAGS'],
]
test('an unknown variable is one note with the nearest known name, and never its value', () => {
  for (const [unknown, meant] of UNKNOWN) {
    const { notes } = loadConfig({ [unknown]: 'VALUE-MARKER' })
    assert.equal(notes.length, 1)
    assert.match(notes[0] ?? '', new RegExp(`^${unknown} is not .*\\b${meant}\\?$`))
    assert.doesNotMatch(notes[0] ?? '', /VALUE-MARKER/)
  }
})

test('variables of features that are not here, and of other programs, are no news', () => {
  const { notes } = loadConfig({
    AIGW_SNOWPLOW__ENABLED: 'true',
    AIGW_MODEL_KEYS__FIREWORKS_PROVIDER_API_KEY: 'x',
    AIGW_AMAZON_Q__REGION: 'x',
    HF_HOME: '/tmp',
    PATH: '/bin',
  })
  assert.deepEqual(notes, [])
})

const WRONG = {
  AIGW_FASTAPI__API_PORT: '99999',
  AIGW_AUTH__BYPASS_EXTERNAL: 'maybe',
  AIGW_LOGGING__LEVEL: 'loud',
  AIGW_CUSTOM_MODELS__EXTRA_HEADERS: '{"X-Team": 1}',
  AIGW_FEATURE_FLAGS__DISALLOWED_FLAGS: '[]',
  AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT: '-1',
  AIGW_GITLAB_URL: 'http://:::',
  AIGW_FASTAPI__TLS__ENABLED: 'true',
  MIDFILL_TOTAL_TIMEOUT_MS: '600001',
  MIDFILL_MODEL_URL: 'ftp://models.test',
  MIDFILL_ADMIN_TOKEN: 'short',
  AIGW_FASTAPI__DOCS_URL: 'docs',
  MIDFILL_MODEL_HOSTS: 'http://gpu-1:8000/v1',
  HTTPS_PROXY: 'http://[bad',
}

test('headers that cannot be sent are a mistake of the configuration', () => {
  for (const headers of ['{"X Team": "a"}', '{"X-Team": "a\\nb"}', '{"": "a"}']) {
    assert.throws(
      () => loadConfig({ AIGW_CUSTOM_MODELS__EXTRA_HEADERS: headers }),
      /AIGW_CUSTOM_MODELS__EXTRA_HEADERS/,
      headers,
    )
  }
})

test('quotes that Docker and Compose leave around a value are no part of it', () => {
  for (const quote of ['"', "'"]) {
    const config = loadConfig({
      AIGW_GITLAB_URL: `${quote}https://gitlab.test/${quote}`,
      AIGW_CUSTOM_MODELS__ENABLED: `${quote}False${quote}`,
      AIGW_FASTAPI__API_PORT: ` ${quote}5053${quote} `,
      MIDFILL_MODEL_URL: `${quote}http://models.test/v1${quote}`,
      MIDFILL_MODEL_NAME: `${quote}${quote}`,
    })
    assert.deepEqual(config.access.issuers, ['https://gitlab.test'])
    assert.deepEqual([config.models.mayBeNamed, config.port], [false, 5053])
    assert.equal(config.models.preset?.baseUrl, 'http://models.test/v1')
    assert.equal(config.models.preset?.model, 'codestral')
    assert.deepEqual(config.notes, [])
  }
  const { apiKeys } = loadConfig({ MIDFILL_API_KEYS: `it's, 'one` }).access
  assert.deepEqual(apiKeys, ["it's", "'one"])
})

test('an issuer is told where it is wrong, and a password in it never', () => {
  assert.throws(() => loadConfig({ AIGW_GITLAB_URL: 'ftp://gitlab.test' }), /not a URL/)
  for (const written of ['https://user:PASSWORD-MARKER@gitlab.test', 'u:PASSWORD-MARKER@a b']) {
    assert.throws(
      () => loadConfig({ AIGW_GITLAB_URL: written }),
      ({ message }: Error) =>
        message.includes('AIGW_GITLAB_URL') && !message.includes('PASSWORD-MARKER'),
    )
  }
})

test('a password in the URL of a model is told to have no effect, and not repeated', () => {
  assert.throws(
    () => loadConfig({ MIDFILL_MODEL_URL: 'http://user:PASSWORD-MARKER@models.test' }),
    ({ message }: Error) => /EXTRA_HEADERS/.test(message) && !message.includes('PASSWORD-MARKER'),
  )
})

test('a proxy without a scheme is one for HTTP', () => {
  const { http, https } = loadConfig({
    http_proxy: 'proxy.test:3128',
    HTTPS_PROXY: 'https://user:secret@proxy.test',
  }).outgoing.proxy
  assert.deepEqual([http, https], ['http://proxy.test:3128', 'https://user:secret@proxy.test'])
})

test('a family that is not known is a note with the nearest known name', () => {
  const notesFor = (family: string) =>
    loadConfig({ MIDFILL_MODEL_URL: 'http://models.test', MIDFILL_MODEL_FAMILY: family }).notes
  assert.match(notesFor('codestarl').join(), /did you mean codestral\?$/)
  assert.deepEqual([...notesFor('Codestral'), ...notesFor('general'), ...notesFor('')], [])
})

test('a portal that is no URL is called by its own variable', () => {
  assert.throws(
    () => loadConfig({ AIGW_CUSTOMER_PORTAL_URL: 'http://[bad' }),
    /- AIGW_CUSTOMER_PORTAL_URL: /,
  )
  assert.match(loadConfig({ AIGW_CUSTOMER_PORTAL_URL: 'bare.test' }).notes[0] ?? '', /PORTAL_URL/)
})

test('all that is wrong is told in one message, without a stack, and the process ends', async () => {
  await assert.rejects(startGateway(undefined, WRONG), ({ message }: Error) => {
    const [, summary, ...problems] = message.trim().split('\n')
    assert.equal(summary, 'The configuration cannot be used:')
    assert.equal(problems.length, Object.keys(WRONG).length)
    for (const name of Object.keys(WRONG)) {
      const variable = name.replace('TLS__ENABLED', 'TLS__CERT_FILE')
      assert.ok(
        problems.some((problem) => problem.includes(variable)),
        variable,
      )
    }
    return true
  })
})

test('at the start the log has one warning for each unknown variable', async (t) => {
  const gateway = await startGateway(t, { AIGW_CUSTOM_MODEL__ENABLED: 'true', AIGW_NEWS: '1' })
  await logged(gateway, 'the start', ({ message }) => /nothing says who/.test(String(message)))
  for (const name of ['AIGW_CUSTOM_MODEL__ENABLED', 'AIGW_NEWS']) {
    const lines = logLines(gateway).filter(({ message }) => String(message).startsWith(name))
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['warn'],
    )
  }
})

test('an IPv6 address to listen on may be in brackets', () => {
  const hosts = { AIGW_FASTAPI__API_HOST: '[::]', AIGW_FASTAPI__METRICS_HOST: '[::1]' }
  const { host, metrics } = loadConfig(hosts)
  assert.deepEqual([host, metrics.host], ['::', '::1'])
})
