// Types a trace into a document's track in virtual time, and counts what that asks of a model.
import { Allowance } from '../../lsp/suggestions/allowance.ts'
import type { Outcome } from '../../lsp/suggestions/outcome.ts'
import type { Place } from '../../lsp/suggestions/place.ts'
import { Rhythm } from '../../lsp/suggestions/rhythm.ts'
import { Track } from '../../lsp/suggestions/track.ts'
import { seededRandom } from '../support/random.ts'
import { type Key, PAUSE_MS, type Trace } from './trace.ts'
import { type VirtualCall, virtualModel } from './virtual-model.ts'
import { VirtualTime } from './virtual-time.ts'

export interface Counts {
  keys: number
  pauses: number
  /** Pauses at whose end a suggestion was visible. */
  served: number
  calls: VirtualCall[]
  /** How many keys were pressed when a call was made, for each. */
  calledAtKey: number[]
  /** From a key to a suggestion that was waited for, less what the model takes for the whole of its answer. */
  fetchedMs: number[]
}

export interface VirtualOptions {
  latencyMs: number
  seed: number
}

/** What is answered sooner was not waited for. */
const REMEMBERED_MS = 20

export async function typedVirtually(
  trace: Trace,
  { latencyMs, seed }: VirtualOptions,
): Promise<Counts> {
  const time = new VirtualTime()
  const random = seededRandom(seed + 1_000)
  const model = virtualModel({ time, whole: trace.whole, latencyMs, random })
  const counts: Counts = {
    keys: 0,
    pauses: 0,
    served: 0,
    calls: model.calls,
    calledAtKey: [],
    fetchedMs: [],
  }
  const track = new Track<Place>({
    ask(place, hear, choices) {
      counts.calledAtKey.push(counts.keys)
      return model.ask(place, hear, choices)
    },
    askEngine(_place, answered) {
      answered(undefined)
      return () => {}
    },
    hasModel: () => true,
    isModelDue: () => false,
    now: () => time.now,
    later: (ms, call) => time.later(ms, call),
    rhythm: new Rhythm(),
    allowance: new Allowance(() => time.now),
    placeAfter: (place, text) => ({ ...place, prefix: place.prefix + text }),
    areSameSpot: () => false,
  })
  const typist = new Typist(counts, { time, track, latencyMs })
  for (const key of trace.keys) await typist.press(key)
  await time.pass(2 * PAUSE_MS)
  track.close()
  return counts
}

interface TypistParts {
  time: VirtualTime
  track: Track<Place>
  latencyMs: number
}

class Typist {
  readonly #counts: Counts
  readonly #parts: TypistParts
  #visible = false
  #waiting: Place | undefined
  #pressedAt = 0

  constructor(counts: Counts, parts: TypistParts) {
    this.#counts = counts
    this.#parts = parts
  }

  async press({ afterMs, prefix, removed }: Key): Promise<void> {
    const { time, track } = this.#parts
    await time.pass(afterMs)
    if (afterMs >= PAUSE_MS && this.#counts.keys > 0) {
      this.#counts.pauses += 1
      if (this.#visible) this.#counts.served += 1
    }
    this.#counts.keys += 1
    this.#visible = false
    const place = { prefix, suffix: '\n' }
    if (this.#waiting) track.cancel(this.#waiting)
    track.edited(place, { isDeletion: removed > 0 })
    this.#waiting = place
    this.#pressedAt = time.now
    void track.request(place, { isInvoked: false }).then((outcome) => this.#see(place, outcome))
    await time.pass(0)
  }

  #see(place: Place, outcome: Outcome): void {
    if (this.#waiting !== place || outcome.kind !== 'shown') return
    this.#visible = true
    const { calls, fetchedMs } = this.#counts
    const { time, latencyMs } = this.#parts
    const waitedMs = time.now - this.#pressedAt
    if (waitedMs > REMEMBERED_MS) fetchedMs.push(waitedMs - latencyMs)
    const shown = place.prefix + outcome.text
    for (const call of calls) {
      const isHere = place.prefix.length >= call.prefix.length
      if (isHere && (call.prefix + call.said).startsWith(shown)) call.wasShown = true
    }
  }
}
