// The calls of models, measured. Names as GitLab's gateway has them, and OpenTelemetry's where it has none.
import type { CallMeter, DispatchMeter } from '../dispatch/call-meter.ts'
import { NAMED } from '../selection/named-plans.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Metrics, Observer, Sample } from './metrics.ts'
import { type Histograms, ModelMeter } from './model-meter.ts'

/** Labels of what is told of each model. */
export const MODEL = ['model_engine', 'model_name']
const CALL = [...MODEL, 'streaming', 'unit_primitive']
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const FIRST_CHUNK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10]
const POST_PROCESSING_SECONDS = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1]
const OVERHEAD_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1]
/** Of code, roughly: for answers that were not heard to the end, no server tells. */
const CHARS_PER_TOKEN = 4

export class ModelMeters implements DispatchMeter {
  readonly #meters = new Map<string, ModelMeter>()
  readonly #histograms: Histograms
  readonly #overhead: Observer

  constructor(metrics: Metrics) {
    this.#histograms = {
      duration: metrics.histogram({
        name: 'inference_request_duration_seconds',
        help: 'A call of a model, to the end of its answer. Cancelled calls are not among them.',
        labels: [...CALL, 'error'],
        buckets: CALL_SECONDS,
      }),
      firstChunk: metrics.histogram({
        name: 'gen_ai_client_operation_time_to_first_chunk_seconds',
        help: 'A call of a model, until it says something; an answer in one piece says all at once.',
        labels: CALL,
        buckets: FIRST_CHUNK_SECONDS,
      }),
      postProcessing: metrics.histogram({
        name: 'code_suggestions_post_processing_duration_seconds',
        help: 'From what a model said to a suggestion; of a stream, all its chunks together.',
        labels: MODEL,
        buckets: POST_PROCESSING_SECONDS,
      }),
    }
    this.#overhead = metrics.histogram({
      name: 'midfill_gateway_overhead_seconds',
      help: 'From the head of a request until a model is asked: its body, token, schema and prompt.',
      buckets: OVERHEAD_SECONDS,
    })({})
    this.#describe(metrics)
  }

  /** Of models that requests name, all have one: names of theirs are no labels. */
  of({ name, replicas: [first] }: DeploymentPlan): CallMeter {
    const isNamed = name === NAMED
    const labels = {
      model_engine: isNamed ? NAMED : (first?.engine ?? ''),
      model_name: isNamed ? NAMED : (first?.name ?? ''),
    }
    const key = `${labels.model_engine}\n${labels.model_name}`
    const known = this.#meters.get(key)
    if (known) return known
    const fresh = new ModelMeter(labels, this.#histograms)
    this.#meters.set(key, fresh)
    return fresh
  }

  asked(ms: number): void {
    this.#overhead.observe(ms / 1_000)
  }

  #describe(metrics: Metrics): void {
    const each = (value: (meter: ModelMeter) => number) => (): Sample[] =>
      [...this.#meters.values()].map((meter) => [meter.labels, value(meter)])
    metrics.gauge({
      name: 'model_inferences_in_flight',
      help: 'Calls of a model under way.',
      labels: MODEL,
      read: each(({ inFlight }) => inFlight),
    })
    metrics.counter({
      name: 'model_inferences_total',
      help: 'Calls of a model that have ended; error_type says how.',
      labels: [...CALL, 'error', 'error_type'],
      read: () => [...this.#meters.values()].flatMap((meter) => meter.ends()),
    })
    metrics.counter({
      name: 'inference_input_tokens_total',
      help: 'Model tokens of prompts, as the servers counted them.',
      labels: MODEL,
      read: each(({ inputTokens }) => inputTokens),
    })
    metrics.counter({
      name: 'inference_output_tokens_total',
      help: 'Model tokens of answers, as the servers counted them.',
      labels: MODEL,
      read: each(({ outputTokens }) => outputTokens),
    })
    metrics.counter({
      name: 'inference_total_tokens_total',
      help: 'Both together.',
      labels: MODEL,
      read: each(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
    })
    metrics.counter({
      name: 'midfill_wasted_tokens_total',
      help: 'Model tokens that came and were of no use, as their call was cancelled or broke; estimated from the text.',
      labels: MODEL,
      read: each(({ wastedChars }) => wastedChars / CHARS_PER_TOKEN),
    })
  }
}
