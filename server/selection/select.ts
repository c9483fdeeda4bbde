// Which model answers a request.
import type { ModelConfig } from '../config.ts'
import type { Deployment } from './deployment.ts'
import { type NamedModel, namedDeployment } from './named-model.ts'

/** Undefined: the embedded engine, which answers when neither the request nor the configuration names a model. */
export function selectDeployment(
  named: NamedModel | undefined,
  config: ModelConfig,
): Deployment | undefined {
  return named ? namedDeployment(named, config) : config.preset
}
