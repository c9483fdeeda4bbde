// The parts of a Config, each read from its variables.
import { nearestName } from '../protocol/index.ts'
import type { CloudConfig } from './cloud/cloud-access.ts'
import type { AccessConfig, ConfigFile, ModelConfig, OutgoingConfig, TlsFiles } from './config.ts'
import { readConfigFile } from './config-file/read.ts'
import { areHeaders } from './config-shapes.ts'
import type { EnvironmentName } from './environment.ts'
import type { Environment, reader } from './environment-reader.ts'
import { FAMILY_NAMES, familyNamed, familyOf } from './prompts/families.ts'
import type { Deployment } from './selection/deployment.ts'
import { timeoutsOf } from './selection/preset.ts'

export const LOOPBACK = '127.0.0.1'
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set([LOOPBACK, '::1', 'localhost'])

/** Whether a host is this machine by its usual names; one out of a URL may have the brackets of IPv6. */
export const isLoopback = (host: string): boolean =>
  LOOPBACK_HOSTS.has(host.replace(/^\[|\]$/g, ''))

const CA_VARIABLES: EnvironmentName[] = [
  'AIGW_MTLS__CA_BUNDLE',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
]

type Reader = ReturnType<typeof reader>

export function readAccess(read: Reader, fileKeys: readonly string[]): AccessConfig {
  const issuers = [...read.urls('AIGW_GITLAB_URL'), ...read.urls('AIGW_CUSTOMER_PORTAL_URL')]
  const apiKeys = read.list('MIDFILL_API_KEYS')
  const bypass = read.flag('AIGW_AUTH__BYPASS_EXTERNAL')
  const bypassWithHeader = read.flag('AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER')
  const host = read.host('AIGW_FASTAPI__API_HOST')
  const hasKeys = apiKeys.length + fileKeys.length > 0
  const saysWho = issuers.length > 0 || hasKeys || bypass || bypassWithHeader
  return {
    issuers,
    apiKeys,
    bypass,
    bypassWithHeader,
    bypassSignature: read.flag('AIGW_AUTH__BYPASS_JWT_SIGNATURE'),
    serviceName:
      read.text('CLOUD_CONNECTOR_SERVICE_NAME') || read.text('AIGW_CLOUD_CONNECTOR_SERVICE_NAME'),
    signingKeyPem: read.text('AIGW_SELF_SIGNED_JWT__SIGNING_KEY') || undefined,
    validationKeyPem: read.text('AIGW_SELF_SIGNED_JWT__VALIDATION_KEY') || undefined,
    signingSecret: read.text('MIDFILL_SIGNING_SECRET') || undefined,
    signingKeyFile: read.text('MIDFILL_SIGNING_KEY_FILE') || undefined,
    isOpen: !saysWho && (host === '' || LOOPBACK_HOSTS.has(host)),
  }
}

export function readModels(read: Reader): ModelConfig {
  return {
    mayBeNamed: read.flag('AIGW_CUSTOM_MODELS__ENABLED'),
    namedHosts: readHosts(read),
    isStreaming: !read.flag('AIGW_CUSTOM_MODELS__DISABLE_STREAMING'),
    isMocked: read.flag('AIGW_MOCK_MODEL_RESPONSES'),
    fallsBackToChat: true,
    extraHeaders: readExtraHeaders(read),
    cloud: readCloud(read),
    preset: readPreset(read),
    metricsEveryMs: read.number('MIDFILL_MODEL_METRICS_MS'),
    answerLives: {
      completion: read.number('MIDFILL_ANSWER_CACHE_MS'),
      generation: read.number('MIDFILL_GENERATION_CACHE_MS'),
    },
    silenceMs: read.number('AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT') * 1_000,
    totalMs: read.number('MIDFILL_TOTAL_TIMEOUT_MS'),
  }
}

/** In lower case, as our own are: one of the same name then takes the place of ours, and does not stand beside it. */
function readExtraHeaders(read: Reader): Record<string, string> {
  const headers = read.json('AIGW_CUSTOM_MODELS__EXTRA_HEADERS', areHeaders, {})
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]),
  )
}

function readHosts(read: Reader): string[] {
  const hosts = read.list('MIDFILL_MODEL_HOSTS')
  if (hosts.some((host) => host.includes('/'))) {
    read.problems.push('MIDFILL_MODEL_HOSTS must hold hosts alone, without scheme and path')
  }
  return hosts.map((host) => host.toLowerCase())
}

function readCloud(read: Reader): CloudConfig {
  const region = read.text('AWS_REGION') || read.text('AWS_REGION_NAME')
  const aws =
    read.text('AWS_BEDROCK_RUNTIME_ENDPOINT') || `https://bedrock-runtime.${region}.amazonaws.com`
  const project = read.text('VERTEXAI_PROJECT')
  const location = read.text('VERTEXAI_LOCATION')
  const host = location === 'global' ? '' : `${location}-`
  const google = read.text('VERTEXAI_API_BASE') || `https://${host}aiplatform.googleapis.com/v1`
  return {
    aws: region
      ? { baseUrl: withoutEnd(aws), region, bearer: read.text('AWS_BEARER_TOKEN_BEDROCK') }
      : undefined,
    google:
      project && location
        ? { baseUrl: `${withoutEnd(google)}/projects/${project}/locations/${location}`, project }
        : undefined,
  }
}

const withoutEnd = (url: string): string => url.replace(/\/+$/, '')
/** midfill.yaml, named by the command line or by the environment. */
export function readFile(
  read: Reader,
  { env, filePath, models }: { env: Environment; filePath: string; models: ModelConfig },
): ConfigFile | undefined {
  const path = filePath || read.text('MIDFILL_CONFIG')
  if (path === '') return undefined
  const source = { path, env, timeouts: timeoutsOf(models) }
  const reading = readConfigFile(source)
  read.problems.push(...reading.problems)
  return { source, reading }
}

/** Shorter ones can be guessed over the network. */
const MIN_ADMIN_TOKEN_CHARS = 16

export function readAdminToken(read: Reader): string {
  const token = read.text('MIDFILL_ADMIN_TOKEN')
  if (token !== '' && (token.length < MIN_ADMIN_TOKEN_CHARS || /\s/.test(token))) {
    read.problems.push(
      `MIDFILL_ADMIN_TOKEN must have ${MIN_ADMIN_TOKEN_CHARS} characters or more, and no blanks`,
    )
  }
  return token
}

function readPreset(read: Reader): Deployment | undefined {
  const baseUrl = read.text('MIDFILL_MODEL_URL')
  if (baseUrl === '') return undefined
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) {
    read.problems.push('MIDFILL_MODEL_URL must be an http:// or https:// URL')
    return undefined
  }
  if (baseUrl.includes('@')) {
    read.problems.push(
      'MIDFILL_MODEL_URL: a user or password in the URL is not sent; set AIGW_CUSTOM_MODELS__EXTRA_HEADERS',
    )
  }
  const written = read.text('MIDFILL_MODEL_FAMILY')
  const name = written.toLowerCase()
  if (familyNamed(name) === undefined) {
    const meant = nearestName(name, FAMILY_NAMES)
    read.notes.push(
      `MIDFILL_MODEL_FAMILY: "${written}" is no known family, and is asked as one of general use; did you mean ${meant}?`,
    )
  }
  const model = read.text('MIDFILL_MODEL_NAME') || written
  return {
    engine: 'openai',
    name,
    family: familyOf(name),
    identifier: `custom_openai/${model}`,
    model,
    baseUrl,
    apiKey: read.text('MIDFILL_MODEL_API_KEY'),
  }
}

export function readOutgoing(read: Reader): OutgoingConfig {
  const [certFile, keyFile] = [read.text('AIGW_MTLS__CERT_FILE'), read.text('AIGW_MTLS__KEY_FILE')]
  const showsCertificate = read.flag('AIGW_MTLS__ENABLED')
  if (showsCertificate && !(certFile && keyFile)) {
    read.problems.push('AIGW_MTLS__ENABLED needs AIGW_MTLS__CERT_FILE and AIGW_MTLS__KEY_FILE')
  }
  const passphrase = read.text('AIGW_MTLS__KEY_PASSWORD')
  const verifies = read.flag('AIGW_MTLS__VERIFY')
  if (!verifies) read.notes.push('AIGW_MTLS__VERIFY=false: anyone can pose as a model server')
  return {
    caFiles: CA_VARIABLES.map((variable) => ({ variable, path: read.text(variable) })).filter(
      ({ path }) => path !== '',
    ),
    clientCertificate: showsCertificate ? { certFile, keyFile, passphrase } : undefined,
    verifies,
    proxy: {
      http: read.proxy('HTTP_PROXY'),
      https: read.proxy('HTTPS_PROXY'),
      except: read.text('NO_PROXY'),
    },
  }
}

export function readTls(read: Reader): TlsFiles | undefined {
  if (!read.flag('AIGW_FASTAPI__TLS__ENABLED')) return undefined
  const certFile = read.text('AIGW_FASTAPI__TLS__CERT_FILE')
  const keyFile = read.text('AIGW_FASTAPI__TLS__KEY_FILE')
  if (!certFile || !keyFile) {
    read.problems.push('TLS needs AIGW_FASTAPI__TLS__CERT_FILE and AIGW_FASTAPI__TLS__KEY_FILE')
  }
  return { certFile, keyFile, ciphers: read.text('AIGW_FASTAPI__TLS__SSL_CIPHERS') }
}
