// The parts of a Config that are not about models: who watches, who counts, and what is written down.
import type { Config } from './config.ts'
import { isHeader } from './config-shapes.ts'
import type { EnvironmentName } from './environment.ts'
import type { reader } from './environment-reader.ts'

type Reader = ReturnType<typeof reader>

/** The address is not told: it may hold a password. */
export function readRedisUrl(read: Reader): string {
  const url = read.text('MIDFILL_REDIS_URL')
  if (url !== '' && !(URL.canParse(url) && /^rediss?:/.test(url))) {
    read.problems.push('MIDFILL_REDIS_URL must be a redis:// or rediss:// URL')
  }
  return url
}

export function readTraces(read: Reader): Config['traces'] {
  const endpoint = read.text('OTEL_EXPORTER_OTLP_ENDPOINT')
  if (endpoint !== '' && !(URL.canParse(endpoint) && /^https?:/.test(endpoint))) {
    read.problems.push('OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// URL')
  }
  const pairs = read.list('OTEL_EXPORTER_OTLP_HEADERS').map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=')
    return [name.trim(), decoded(value.join('=').trim())]
  })
  if (!pairs.every(([name, value]) => isHeader(name, value))) {
    read.problems.push('OTEL_EXPORTER_OTLP_HEADERS must be of the form name=value,name=value')
  }
  return {
    endpoint,
    headers: Object.fromEntries(pairs),
    serviceName: read.text('OTEL_SERVICE_NAME'),
    ratio: read.number('OTEL_TRACES_SAMPLER_ARG'),
  }
}

/** Values are percent-encoded, as in a URL. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // It was written as it is meant.
  }
}

/** Paths of the pages about the API. */
export function readDocs(read: Reader): Config['docs'] {
  const path = (name: EnvironmentName): string => {
    const written = read.text(name)
    if (written !== '' && !written.startsWith('/')) read.problems.push(`${name} must begin with /`)
    return written
  }
  const pages = [path('AIGW_FASTAPI__DOCS_URL'), path('AIGW_FASTAPI__REDOC_URL')]
  return { pages: pages.filter((page) => page !== ''), openapi: path('AIGW_FASTAPI__OPENAPI_URL') }
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

export function readLogLevel(read: Reader): string {
  const level = LOG_LEVELS[read.text('AIGW_LOGGING__LEVEL').toLowerCase()]
  if (!level) read.problems.push('AIGW_LOGGING__LEVEL must be debug, info, warning or error')
  return level ?? 'info'
}
