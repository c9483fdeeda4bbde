// Environment -> frozen Config. main.ts alone reads process.env, and passes it here.

import type { CloudConfig } from './cloud/cloud-access.ts'
import type { FileReading, FileSource } from './config-file/read.ts'
import { readDocs, readLogLevel, readRedisUrl, readTraces } from './config-others.ts'
import {
  LOOPBACK,
  readAccess,
  readAdminToken,
  readFile,
  readModels,
  readOutgoing,
  readTls,
} from './config-parts.ts'
import { isFlagTable } from './config-shapes.ts'
import { type Environment, reader } from './environment-reader.ts'
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
  /** midfill.yaml; undefined: there is none. */
  file: ConfigFile | undefined
  /** Token for /admin; empty: not served. */
  adminToken: string
  /** Feature flags that are not echoed, by realm. */
  disallowedFlags: Readonly<Record<string, readonly string[]>>
  /** Where this gateway runs, as answers name it. */
  region: string
  outgoing: OutgoingConfig
  /** Where traces go; without an endpoint nowhere. */
  traces: { endpoint: string; headers: Record<string, string>; serviceName: string; ratio: number }
  /** Where the lifecycle of suggestions is written: `stdout`, a file, or empty: nowhere. */
  eventsPlace: string
  /** How long it goes on serving after it was asked to stop. */
  drainMs: number
  /** Where several gateways count together; empty: each counts alone. */
  redisUrl: string
  /** Where Prometheus reads; port 0: nowhere. */
  metrics: { host: string; port: number }
  /** What the log should say once at start. */
  notes: readonly string[]
}

/** What the file said at the start, and how to read it again. */
export interface ConfigFile {
  source: FileSource
  reading: FileReading
}

export interface TlsFiles {
  certFile: string
  keyFile: string
  ciphers: string
}

/** A file, and the variable that names it. */
export interface NamedFile {
  variable: string
  path: string
}

export interface OutgoingConfig {
  /** CA bundles that add up with the usual ones. */
  caFiles: readonly NamedFile[]
  clientCertificate: { certFile: string; keyFile: string; passphrase: string } | undefined
  verifies: boolean
  proxy: { http: string; https: string; except: string }
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
  /** What a server does not take as text it is sent as a message; the doctor wants to know instead. */
  fallsBackToChat: boolean
  extraHeaders: Readonly<Record<string, string>>
  cloud: CloudConfig
  /** For requests that name none; undefined: the embedded engine. */
  preset: Deployment | undefined
  silenceMs: number
  /** How often the metrics of model servers are read; 0: never. */
  metricsEveryMs: number
  /** How long a whole answer answers the same question again, in ms; 0: not at all. */
  answerLives: { completion: number; generation: number }
  totalMs: number
}

/** All that is wrong with a configuration, in one message of several lines. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/**
 * Reads the configuration, and reports every problem at once. An empty variable counts as not set.
 * Pure but for midfill.yaml and its secrets; `filePath` is that of the command line, which wins.
 */
export function loadConfig(env: Environment, filePath = ''): Config {
  const read = reader(env)
  const port = read.number('AIGW_FASTAPI__API_PORT')
  const models = readModels(read)
  const file = readFile(read, { env, filePath, models })
  const access = readAccess(read, file?.reading.plan?.apiKeys ?? [])
  const tls = readTls(read)
  const host = read.host('AIGW_FASTAPI__API_HOST') || (access.isOpen ? LOOPBACK : '0.0.0.0')
  const config: Config = {
    host,
    port,
    logLevel: readLogLevel(read),
    logFile: read.text('AIGW_LOGGING__TO_FILE'),
    tls,
    docs: readDocs(read),
    access,
    models,
    file,
    adminToken: readAdminToken(read),
    region: read.text('AIGW_GOOGLE_CLOUD_PLATFORM__LOCATION'),
    disallowedFlags: read.json('AIGW_FEATURE_FLAGS__DISALLOWED_FLAGS', isFlagTable, {}),
    outgoing: readOutgoing(read),
    traces: readTraces(read),
    eventsPlace: read.text('MIDFILL_EVENTS'),
    drainMs: read.number('MIDFILL_DRAIN_MS'),
    redisUrl: readRedisUrl(read),
    metrics: {
      host: read.host('AIGW_FASTAPI__METRICS_HOST') || host,
      port: read.number('AIGW_FASTAPI__METRICS_PORT'),
    },
    notes: read.notes,
  }
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return Object.freeze(config)
}
