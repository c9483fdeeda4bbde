// Environment -> frozen Config. main.ts alone reads process.env, and passes it here.
import type { EnvironmentName } from './environment.ts'
import { type Environment, reader } from './environment-reader.ts'
import { familyOf } from './prompts/families.ts'
import type { Deployment } from './selection/deployment.ts'

export interface Config {
  host: string
  port: number
  logLevel: string
  /** Empty: standard output. */
  logFile: string
  tls: TlsFiles | undefined
  /** Paths; empty: not served. */
  docs: { pages: string[]; openapi: string }
  access: AccessConfig
  models: ModelConfig
  /** Feature flags that are not echoed, by realm. */
  disallowedFlags: Readonly<Record<string, readonly string[]>>
  /** CA bundles that add up with the usual ones. */
  caFiles: readonly string[]
  /** What the log should say once at start. */
  notes: readonly string[]
}

export interface TlsFiles {
  certFile: string
  keyFile: string
  ciphers: string
}

export interface AccessConfig {
  /** Base URLs of token issuers. */
  issuers: readonly string[]
  serviceName: string
  apiKeys: readonly string[]
  bypass: boolean
  bypassWithHeader: boolean
  bypassSignature: boolean
  signingKeyPem: string | undefined
  validationKeyPem: string | undefined
  signingSecret: string | undefined
  /** Undefined: a made key lives in memory only. */
  signingKeyFile: string | undefined
  /** Nothing says who may ask, and only this machine can: everybody on it may. */
  isOpen: boolean
}

export interface ModelConfig {
  mayBeNamed: boolean
  /** Patterns of hosts that a request may name; empty: any. */
  namedHosts: readonly string[]
  isStreaming: boolean
  /** No model is called; a fixed text stands for its answer. */
  isMocked: boolean
  extraHeaders: Readonly<Record<string, string>>
  /** For requests that name none; undefined: the embedded engine. */
  preset: Deployment | undefined
  silenceMs: number
  totalMs: number
}

/** All that is wrong with a configuration, in one message of several lines. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** Reads the configuration; pure, and reports every problem at once. An empty variable counts as not set. */
export function loadConfig(env: Environment): Config {
  const read = reader(env)
  const access = readAccess(read)
  const tls = readTls(read)
  const config: Config = {
    host: read.text('AIGW_FASTAPI__API_HOST') || (access.isOpen ? LOOPBACK : '0.0.0.0'),
    port: read.number('AIGW_FASTAPI__API_PORT'),
    logLevel: readLogLevel(read),
    logFile: read.text('AIGW_LOGGING__TO_FILE'),
    tls,
    docs: {
      pages: [read.text('AIGW_FASTAPI__DOCS_URL'), read.text('AIGW_FASTAPI__REDOC_URL')].filter(
        (path) => path !== '',
      ),
      openapi: read.text('AIGW_FASTAPI__OPENAPI_URL'),
    },
    access,
    models: readModels(read),
    disallowedFlags: read.json('AIGW_FEATURE_FLAGS__DISALLOWED_FLAGS', isFlagTable, {}),
    caFiles: CA_VARIABLES.map((name) => read.text(name)).filter((file) => file !== ''),
    notes: read.notes,
  }
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return Object.freeze(config)
}

const LOOPBACK = '127.0.0.1'
const LOOPBACK_HOSTS = new Set([LOOPBACK, '::1', 'localhost'])
const CA_VARIABLES: EnvironmentName[] = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
]

type Reader = ReturnType<typeof reader>

function readAccess(read: Reader): AccessConfig {
  const issuers = [...read.list('AIGW_GITLAB_URL'), ...read.list('AIGW_CUSTOMER_PORTAL_URL')].map(
    read.withScheme,
  )
  const apiKeys = read.list('MIDFILL_API_KEYS')
  const bypass = read.flag('AIGW_AUTH__BYPASS_EXTERNAL')
  const bypassWithHeader = read.flag('AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER')
  const host = read.text('AIGW_FASTAPI__API_HOST')
  const saysWho = issuers.length > 0 || apiKeys.length > 0 || bypass || bypassWithHeader
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

function readModels(read: Reader): ModelConfig {
  return {
    mayBeNamed: read.flag('AIGW_CUSTOM_MODELS__ENABLED'),
    namedHosts: read.list('MIDFILL_MODEL_HOSTS').map((host) => host.toLowerCase()),
    isStreaming: !read.flag('AIGW_CUSTOM_MODELS__DISABLE_STREAMING'),
    isMocked: read.flag('AIGW_MOCK_MODEL_RESPONSES'),
    extraHeaders: read.json('AIGW_CUSTOM_MODELS__EXTRA_HEADERS', isTextTable, {}),
    preset: readPreset(read),
    silenceMs: read.number('AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT') * 1_000,
    totalMs: read.number('MIDFILL_TOTAL_TIMEOUT_MS'),
  }
}

function readPreset(read: Reader): Deployment | undefined {
  const baseUrl = read.text('MIDFILL_MODEL_URL')
  if (baseUrl === '') return undefined
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) {
    read.problems.push('MIDFILL_MODEL_URL must be an http:// or https:// URL')
    return undefined
  }
  const name = read.text('MIDFILL_MODEL_FAMILY')
  return {
    engine: 'openai',
    name,
    family: familyOf(name),
    model: read.text('MIDFILL_MODEL_NAME') || name,
    baseUrl,
    apiKey: read.text('MIDFILL_MODEL_API_KEY'),
  }
}

function readTls(read: Reader): TlsFiles | undefined {
  if (!read.flag('AIGW_FASTAPI__TLS__ENABLED')) return undefined
  const certFile = read.text('AIGW_FASTAPI__TLS__CERT_FILE')
  const keyFile = read.text('AIGW_FASTAPI__TLS__KEY_FILE')
  if (!certFile || !keyFile) {
    read.problems.push('TLS needs AIGW_FASTAPI__TLS__CERT_FILE and AIGW_FASTAPI__TLS__KEY_FILE')
  }
  return { certFile, keyFile, ciphers: read.text('AIGW_FASTAPI__TLS__SSL_CIPHERS') }
}

/** GitLab's names for levels, and pino's. */
const LOG_LEVELS: Readonly<Record<string, string>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
}

function readLogLevel(read: Reader): string {
  const level = LOG_LEVELS[read.text('AIGW_LOGGING__LEVEL').toLowerCase()]
  if (!level) read.problems.push('AIGW_LOGGING__LEVEL must be debug, info, warning or error')
  return level ?? 'info'
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTextTable = (value: unknown): value is Record<string, string> =>
  isTable(value) && Object.values(value).every((entry) => typeof entry === 'string')

const isFlagTable = (value: unknown): value is Record<string, string[]> =>
  isTable(value) && Object.values(value).every(Array.isArray)
