// A model that a request names for itself -> a deployment, if it may be called.
import { GatewayError } from '../../protocol/index.ts'
import type { ModelConfig } from '../config.ts'
import { familyOf } from '../prompts/families.ts'
import { modelNamed } from '../providers/index.ts'
import { remembered } from '../remembered.ts'
import type { Deployment } from './deployment.ts'
import { isRefusedHost } from './refused-address.ts'

export interface NamedModel {
  /** The provider as the request calls it; also the answer's `model.engine`. */
  provider: string
  /** The family, as GitLab names it. */
  name: string
  endpoint: string
  apiKey: string
  identifier: string
  /** Where the endpoint stands in the body, for the error that names it. */
  endpointAt: readonly string[]
}

/** Models that GitLab's own cloud serves, under these providers; nothing here stands in for them. */
const CLOUD_PROVIDERS = new Set([
  'anthropic',
  'vertex-ai',
  'vertex_ai',
  'fireworks_ai',
  'amazon_q',
  'gitlab',
])

/** Some OpenAI-compatible servers refuse a request without any bearer; this is what GitLab's gateway sends. */
const DUMMY_KEY = 'dummy_key'

/** Longest values, as GitLab's gateway has them. */
const MAX_URL_CHARS = 255
const MAX_KEY_CHARS = 2_000
const MAX_IDENTIFIER_CHARS = 1_000

export function namedDeployment(named: NamedModel, config: ModelConfig): Deployment {
  if (CLOUD_PROVIDERS.has(named.provider) && !named.endpoint) throw notServed(named)
  if (!config.mayBeNamed) {
    throw new GatewayError(
      'custom_models_disabled',
      'This gateway does not call models named in a request (AIGW_CUSTOM_MODELS__ENABLED=false)',
    )
  }
  const identifier = checkedLength(named) || named.name
  return {
    engine: named.provider,
    name: named.name,
    isNamed: true,
    family: familyOf(named.name),
    identifier,
    model: modelNamed(identifier) || named.name,
    baseUrl: checkedEndpoint(named, config.namedHosts),
    apiKey: checkedKey(named) || DUMMY_KEY,
  }
}

/** A key is pasted, often with a blank or a line end behind it. */
function checkedKey(named: NamedModel): string {
  const key = named.apiKey.trim()
  if (!isSendable(key)) throw unsendable(named)
  return key
}

/** HTTP forbids the rest in a header. */
export const isSendable = (key: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(key)

const unsendable = (named: NamedModel): GatewayError =>
  refused(named, 'api_key', {
    msg: 'The key of the model holds characters that no key can have',
    type: 'value_error',
  })

/** `member`: stands beside the endpoint in the body. */
function refused(
  { endpointAt }: NamedModel,
  member: string,
  { msg, type }: { msg: string; type: string },
): GatewayError {
  const loc = ['body', ...endpointAt.map((name) => name.replace('endpoint', member))]
  return new GatewayError('invalid_request', msg, { problems: [{ loc, msg, type }] })
}

function checkedLength(named: NamedModel): string {
  const { apiKey, identifier } = named
  if (apiKey.length > MAX_KEY_CHARS) throw tooLong(named, 'api_key', 'key')
  if (identifier.length > MAX_IDENTIFIER_CHARS) throw tooLong(named, 'identifier', 'identifier')
  return identifier
}

const tooLong = (named: NamedModel, member: string, word: string): GatewayError =>
  refused(named, member, { msg: `The ${word} of the model is too long`, type: 'string_too_long' })

function checkedEndpoint(named: NamedModel, allowed: readonly string[]): string {
  const { endpoint } = named
  if (endpoint === '') {
    throw invalid(named, 'A model that is named needs the URL of its server', 'missing')
  }
  const host = hostOf(endpoint)
  if (!host) {
    throw invalid(named, 'The model endpoint must be an http:// or https:// URL', 'url_parsing')
  }
  if (host.isRefused) {
    throw new GatewayError(
      'model_host_refused',
      'This gateway never calls that host: it is link-local, or where a cloud hands out credentials',
    )
  }
  if (!isAllowed(host, allowed)) {
    throw new GatewayError(
      'model_host_refused',
      'This gateway does not call models on that host (MIDFILL_MODEL_HOSTS)',
    )
  }
  return endpoint
}

interface Host {
  name: string
  /** With the port, where the URL has one. */
  nameAndPort: string
  isRefused: boolean
}

/** Null: not a URL that a model could have. */
const hostOf = remembered((endpoint): Host | null => {
  const isUrl = URL.canParse(endpoint) && /^https?:/i.test(endpoint)
  if (!isUrl || endpoint.length > MAX_URL_CHARS) return null
  const { hostname, host } = new URL(endpoint)
  return { name: hostname, nameAndPort: host, isRefused: isRefusedHost(hostname) }
})

/** A pattern without a port allows every port. */
const isAllowed = ({ name, nameAndPort }: Host, patterns: readonly string[]): boolean =>
  patterns.length === 0 ||
  patterns.map(regexOf).some((regex) => regex.test(name) || regex.test(nameAndPort))

const regexOf = remembered(
  (pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`),
)

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

function notServed({ provider }: NamedModel): GatewayError {
  const msg = `The provider ${provider} is not configured here; choose a self-hosted model`
  return new GatewayError('invalid_request', msg, {
    problems: [{ loc: ['body', 'model_provider'], msg, type: 'provider_not_configured' }],
  })
}

const invalid = (named: NamedModel, msg: string, type: string): GatewayError =>
  new GatewayError('invalid_request', msg, {
    problems: [{ loc: ['body', ...named.endpointAt], msg, type }],
  })
