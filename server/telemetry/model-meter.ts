import type { CallMeter, CallOutcome, EndedCall } from '../dispatch/call-meter.ts'
import type { Asker } from '../selection/route.ts'
import type { Labels, Observer, Sample } from './metrics.ts'

/** GitLab's words for what is asked. */
const PRIMITIVES: Readonly<Record<Asker['priority'], string>> = {
  completion: 'complete_code',
  generation: 'generate_code',
  chat: 'duo_chat',
  shadow: 'shadow',
}

type Series = (values: Labels) => Observer

/** What is observed of each call. */
export interface Histograms {
  readonly duration: Series
  readonly postProcessing: Series
  readonly firstChunk: Series
}

/** All calls of one model. */
export class ModelMeter implements CallMeter {
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
