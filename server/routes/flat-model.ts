// The model that a `/v2` body names in members of its own.
import type { NamedModel } from '../selection/named-model.ts'
import type { Maybe } from './request.ts'

export interface FlatModelWords {
  model_provider?: Maybe<string>
  model_name?: Maybe<string>
  model_endpoint?: Maybe<string>
  model_api_key?: Maybe<string>
  model_identifier?: Maybe<string>
}

/** A provider or an endpoint names a model; an IDE's direct connection names none. */
export function flatModel(words: FlatModelWords): NamedModel | undefined {
  const { model_provider: provider, model_endpoint: endpoint } = words
  if (!provider && !endpoint) return undefined
  return {
    provider: provider ?? 'litellm',
    name: words.model_name?.trim() ?? '',
    endpoint: endpoint?.trim() ?? '',
    apiKey: words.model_api_key ?? '',
    identifier: words.model_identifier ?? '',
    endpointAt: ['model_endpoint'],
  }
}
