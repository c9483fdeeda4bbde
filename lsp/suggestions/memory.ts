import type { SuggestionEvidence, SuggestionSource } from '../../protocol/index.ts'
import { type Anchor, type Place, typedAt, typedBelowEdits } from './place.ts'

/** A text that was suggested, as far as it is known. */
export interface Suggested {
  id: string
  text: string
  source: SuggestionSource
  model: string
  evidence?: SuggestionEvidence
  /** Other texts for the same place. */
  alternatives?: readonly string[]
}

export interface Recalled {
  suggested: Suggested
  /** What is left of the text; empty when all of it was typed. */
  rest: string
  /** How much of the text stands before the cursor. */
  typedChars: number
  /** Brackets and quotes behind the cursor that the rest brings as well. */
  closed: string
}

interface Entry {
  anchor: Anchor
  suggested: Suggested
}

/** Texts remembered for one document; the oldest makes room. */
const MAX_ENTRIES = 64

/**
 * What was suggested in one document: a text still fits while what is typed agrees with it, also after backspaces, and
 * wherever the lines around it have moved to.
 */
export class Memory {
  #entries: Entry[] = []

  /** The newest text that fits, and of those the one with something left to say. */
  recall(place: Place): Recalled | undefined {
    let finished: Recalled | undefined
    for (let i = this.#entries.length - 1; i >= 0; i -= 1) {
      const entry = this.#entries[i]
      const recalled = entry && recalledAt(entry, place)
      if (recalled?.rest) return recalled
      finished ??= recalled
    }
    return finished
  }

  /** A longer text of the same id takes the place of the shorter one. `behind`: that one is recalled before it. */
  remember(anchor: Anchor, suggested: Suggested, behind?: Suggested): void {
    this.#entries = this.#entries.filter(({ suggested: { id } }) => id !== suggested.id)
    const at = behind ? this.#entries.findIndex((entry) => entry.suggested.id === behind.id) : -1
    this.#entries.splice(at < 0 ? this.#entries.length : at, 0, { anchor, suggested })
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift()
  }

  /** After a rejection: it is not offered again. */
  forget(id: string): void {
    this.#entries = this.#entries.filter(({ suggested }) => suggested.id !== id)
  }
}

/** The first of its texts that agrees with what was typed. */
function recalledAt({ anchor, suggested }: Entry, place: Place): Recalled | undefined {
  const { text, alternatives = NONE } = suggested
  const own = recalledAs(anchor, place, suggested)
  if (own || alternatives.length === 0) return own
  for (const other of alternatives) {
    const others = [text, ...alternatives].filter((one) => one !== other)
    const recalled = recalledAs(anchor, place, { ...suggested, text: other, alternatives: others })
    if (recalled) return recalled
  }
  return undefined
}

const NONE: readonly string[] = []

function recalledAs(anchor: Anchor, place: Place, suggested: Suggested): Recalled | undefined {
  const { text } = suggested
  const typed =
    typedAt(anchor, place, { text, isOpen: false }) ?? typedBelowEdits(anchor, place, text)
  if (!typed) return undefined
  const rest = suggested.text.slice(typed.chars)
  const fits = typed.closed === '' || holdsInOrder(rest, typed.closed)
  return fits ? { suggested, rest, typedChars: typed.chars, closed: typed.closed } : undefined
}

/** Whether the rest of the line brings the closing marks itself, so that they are replaced rather than doubled. */
function holdsInOrder(rest: string, closed: string): boolean {
  const [line = ''] = rest.split('\n', 1)
  let from = 0
  for (const mark of closed) {
    const at = line.indexOf(mark, from)
    if (at < 0) return false
    from = at + 1
  }
  return true
}
