// The model of the environment, and the times that hold where no file says others.
import type { ModelConfig } from '../config.ts'
import type { DeploymentPlan } from './route.ts'

const CONNECT_MS = 5_000

/** Its name in metrics and on the status page. */
const PRESET = 'preset'

type Times = Pick<ModelConfig, 'silenceMs' | 'totalMs'>

export const timeoutsOf = ({ silenceMs, totalMs }: Times): DeploymentPlan['timeouts'] =>
  Object.freeze({
    connectMs: CONNECT_MS,
    firstTokenMs: silenceMs,
    gapMs: silenceMs,
    totalMs,
  })

export const presetPlan = (models: ModelConfig): DeploymentPlan | undefined =>
  models.preset && {
    name: PRESET,
    replicas: [models.preset],
    timeouts: timeoutsOf(models),
    maxConcurrency: undefined,
  }
