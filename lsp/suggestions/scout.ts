// The embedded engine, asked where somebody waits: it answers in milliseconds and costs no model anything.
import type { Suggested } from './memory.ts'
import { type Anchor, anchorAt, type Place, typedAt } from './place.ts'

export interface EngineSaid {
  suggested: Suggested
  /** Right often enough that a model need not be waited for. */
  isSure: boolean
}

/** Calls back once; undefined: it has nothing to say. What it returns stops the engine. */
export type AskEngine<P extends Place> = (
  place: P,
  answered: (said: EngineSaid | undefined) => void,
) => () => void

interface Errand {
  readonly anchor: Anchor
  said: EngineSaid | undefined
  isOver: boolean
  stop: () => void
}

export class Scout<P extends Place> {
  readonly #ask: AskEngine<P>
  readonly #answered: () => void
  #errand: Errand | undefined

  /** `answered` is called when the newest question is. */
  constructor(ask: AskEngine<P>, answered: () => void) {
    this.#ask = ask
    this.#answered = answered
  }

  /** What was asked before is forgotten. */
  ask(place: P): void {
    const errand: Errand = { anchor: anchorAt(place), said: undefined, isOver: false, stop() {} }
    this.#errand = errand
    errand.stop = this.#ask(place, (said) => {
      errand.said = said
      errand.isOver = true
      if (this.#errand === errand) this.#answered()
    })
  }

  /** Nobody waits for the newest question; an answer that is there already may still fit. */
  cancel(): void {
    const errand = this.#errand
    if (!errand || errand.isOver) return
    this.#errand = undefined
    errand.stop()
  }

  /** Whether the newest question was about this very place. */
  isFor(place: Place): boolean {
    const anchor = this.#errand?.anchor
    return anchor !== undefined && typedAt(anchor, place, NOTHING_TYPED)?.chars === 0
  }

  get isAsking(): boolean {
    return this.#errand?.isOver === false
  }

  /** What it said that fits here, with the place it was said for. */
  at(place: Place): { anchor: Anchor; said: EngineSaid } | undefined {
    const { anchor, said } = this.#errand ?? {}
    if (!anchor || !said) return undefined
    const typed = typedAt(anchor, place, { text: said.suggested.text, isOpen: false })
    return typed && { anchor, said }
  }
}

const NOTHING_TYPED = { text: '', isOpen: false }
