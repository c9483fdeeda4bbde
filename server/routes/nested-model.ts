// The model that a `/v3`, `/v4`, prompts or chat body names in `model_metadata`.
import { GatewayError, type ModelMetadata } from '../../protocol/index.ts'
import type { NamedModel } from '../selection/named-model.ts'
import type { Maybe } from './request.ts'

/** GitLab sends these for models of its own cloud and of Amazon Q; answering with another model would be a lie. */
const FOREIGN_PROVIDERS = new Set(['gitlab', 'amazon_q'])

export function nestedModel(metadata: Maybe<ModelMetadata>): NamedModel | undefined {
  if (!metadata) return undefined
  const provider = metadata.provider ?? 'openai'
  if (FOREIGN_PROVIDERS.has(provider)) throw foreign(provider)
  if (!metadata.name) throw invalid('name', 'Field required', 'missing')
  return {
    provider,
    name: metadata.name.trim(),
    endpoint: metadata.endpoint?.trim() ?? '',
    apiKey: metadata.api_key ?? '',
    identifier: metadata.identifier ?? '',
    endpointAt: ['model_metadata', 'endpoint'],
  }
}

const foreign = (provider: string): GatewayError =>
  invalid(
    'provider',
    `Models of the provider ${provider} are not served here; choose a self-hosted model for this feature`,
    'provider_not_configured',
  )

const invalid = (member: string, msg: string, type: string): GatewayError =>
  new GatewayError('invalid_request', `model_metadata.${member}: ${msg}`, {
    problems: [{ loc: ['body', 'model_metadata', member], msg, type }],
  })
