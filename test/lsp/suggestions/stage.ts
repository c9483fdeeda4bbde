// A document's track with a clock, a model and an engine of the test's own.
import { Allowance } from '../../../lsp/suggestions/allowance.ts'
import type { Hear } from '../../../lsp/suggestions/flights.ts'
import type { Outcome } from '../../../lsp/suggestions/outcome.ts'
import type { Place } from '../../../lsp/suggestions/place.ts'
import { Rhythm } from '../../../lsp/suggestions/rhythm.ts'
import type { EngineSaid } from '../../../lsp/suggestions/scout.ts'
import { Track } from '../../../lsp/suggestions/track.ts'

export interface Call {
  place: Place
  choices: number
  hear: Hear
  isAborted: boolean
}

export const at = (prefix: string, suffix = '\n}\n'): Place => ({ prefix, suffix })
export const BEGUN = 'function area() {\n  '

let ids = 0
export const said = (text: string, source: 'model' | 'embedded' = 'model') => {
  ids += 1
  return { id: `id-${ids}`, text, source, model: 'm' }
}

export class Stage {
  clock = 10_000
  hasModel = true
  isModelDue = false
  readonly calls: Call[] = []
  readonly questions: {
    place: Place
    answered: (said: EngineSaid | undefined) => void
    isStopped: boolean
  }[] = []
  readonly track: Track<Place>
  #timers: { at: number; call: () => void }[] = []

  constructor() {
    this.track = new Track<Place>({
      ask: (place, hear, choices) => {
        const call = { place, choices, hear, isAborted: false }
        this.calls.push(call)
        hear.sent()
        return () => {
          call.isAborted = true
        }
      },
      askEngine: (place, answered) => {
        const question = { place, answered, isStopped: false }
        this.questions.push(question)
        return () => {
          question.isStopped = true
        }
      },
      hasModel: () => this.hasModel,
      isModelDue: () => this.isModelDue,
      now: () => this.clock,
      later: (ms, call) => {
        const timer = { at: this.clock + ms, call }
        this.#timers.push(timer)
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer)
        }
      },
      rhythm: new Rhythm(),
      allowance: new Allowance(() => this.clock),
      placeAfter: (place, text) => at(place.prefix + text, place.suffix),
      areSameSpot: (one) => one.prefix.endsWith('?'),
    })
  }

  pass(ms: number): void {
    const until = this.clock + ms
    for (;;) {
      const next = this.#timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.clock = next.at
      next.call()
    }
    this.clock = until
  }

  /** A key, and the request that an editor sends for it. */
  type(
    prefix: string,
    { suffix, afterMs = 100 }: { suffix?: string; afterMs?: number } = {},
  ): Promise<Outcome> {
    this.pass(afterMs)
    const place = at(prefix, suffix)
    this.track.edited(place, { isDeletion: false })
    return this.track.request(place, { isInvoked: false })
  }

  remove(prefix: string): Promise<Outcome> {
    this.pass(100)
    this.track.edited(at(prefix), { isDeletion: true })
    return this.track.request(at(prefix), { isInvoked: false })
  }

  /** The engine's answer to the newest question. */
  engineSays(text: string | undefined, { isSure = false } = {}): void {
    const suggested = text === undefined ? undefined : said(text, 'embedded')
    this.questions.at(-1)?.answered(suggested && { suggested, isSure })
  }
}
