// The calls of models, measured. Names as GitLab's gateway has them, and OpenTelemetry's where it has none.
import type { CallMeter, CallOutcome, DispatchMeter, EndedCall } from '../dispatch/call-meter.ts'
import { NAMED } from '../selection/named-plans.ts'
import type { Asker, DeploymentPlan } from '../selection/route.ts'
import type { Labels, Metrics, Observer, Sample } from './metrics.ts'

/** GitLab's words for what is asked. */
const PRIMITIVES: Readonly<Record<Asker['priority'], string>> = {
  completion: 'complete_code',
  generation: 'generate_code',
  chat: 'duo_chat',
  shadow: 'shadow',
}
/** Labels of what is told of each model. */
export const MODEL = ['model_engine', 'model_name']
const CALL = [...MODEL, 'streaming', 'unit_primitive']
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const FIRST_CHUNK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10]
const POST_PROCESSING_SECONDS = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1]
const OVERHEAD_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1]
/** Of code, roughly: for answers that were not heard to the end, no server tells. */
const CHARS_PER_TOKEN = 4

type Series = (values: Labels) => Observer
interface Histograms {
  readonly duration: Series
  readonly postProcessing: Series
  readonly firstChunk: Series
}

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

/** All calls of one model. */
class ModelMeter implements CallMeter {
  readonly labels: Labels
  inFlight = 0
  inputTokens = 0
  outputTokens = 0
  wastedChars = 0
  readonly #histograms: Histograms
  readonly #postProcessing: Observer
  readonly #cells = new Map<Asker['priority'], { whole: Cell; stream: Cell }>()

  constructor(labels: Labels, histograms: Histograms) {
    this.labels = labels
    this.#histograms = histograms
    this.#postProcessing = histograms.postProcessing(labels)
  }

  began(): void {
    this.inFlight += 1
  }

  spoke(call: Pick<EndedCall, 'manner' | 'priority'>, ms: number): void {
    this.#cell(call).firstChunk.observe(ms / 1_000)
  }

  ended(call: EndedCall, ms: number): void {
    this.inFlight -= 1
    const { outcome, usage, saidChars } = call
    this.#cell(call).ended(outcome, ms)
    if (outcome !== 'ok') this.wastedChars += saidChars
    if (!usage) return
    this.inputTokens += usage.inputTokens
    this.outputTokens += usage.outputTokens
  }

  postProcessed(ms: number): void {
    this.#postProcessing.observe(ms / 1_000)
  }

  ends(): Sample[] {
    return [...this.#cells.values()].flatMap(({ whole, stream }) => [
      ...whole.ends(),
      ...stream.ends(),
    ])
  }

  #cell({ priority, manner }: Pick<EndedCall, 'manner' | 'priority'>): Cell {
    const known = this.#cells.get(priority)
    if (known) return known[manner]
    const of = (streaming: string): Cell =>
      new Cell(
        { ...this.labels, streaming, unit_primitive: PRIMITIVES[priority] },
        this.#histograms,
      )
    const fresh = { whole: of('no'), stream: of('yes') }
    this.#cells.set(priority, fresh)
    return fresh[manner]
  }
}

/** Calls of one kind, whole or streamed. */
class Cell {
  readonly firstChunk: Observer
  readonly #labels: Labels
  readonly #well: Observer
  readonly #badly: Observer
  readonly #ends = new Map<CallOutcome, number>()

  constructor(labels: Labels, { duration, firstChunk }: Histograms) {
    this.#labels = labels
    this.firstChunk = firstChunk(labels)
    this.#well = duration({ ...labels, error: 'no' })
    this.#badly = duration({ ...labels, error: 'yes' })
  }

  ended(outcome: CallOutcome, ms: number): void {
    this.#ends.set(outcome, (this.#ends.get(outcome) ?? 0) + 1)
    if (outcome !== 'cancelled') (outcome === 'ok' ? this.#well : this.#badly).observe(ms / 1_000)
  }

  ends(): Sample[] {
    return [...this.#ends].map(([outcome, count]) => {
      const isError = outcome !== 'ok' && outcome !== 'cancelled'
      const error_type = outcome === 'ok' ? 'none' : outcome
      return [{ ...this.#labels, error: isError ? 'yes' : 'no', error_type }, count]
    })
  }
}
