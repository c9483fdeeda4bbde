// Whether to ask a model for this place, and how soon.
import type { Allowance } from './allowance.ts'
import type { Place } from './place.ts'

/** Why there is nothing to see; `midfill/why` says it. */
export type Silence =
  | 'deleted'
  | 'inside_word'
  | 'nothing_to_say'
  | 'failed'
  | 'no_model'
  | 'allowance'
  | 'replaced'

export interface Moment {
  isInvoked: boolean
  /** The last edit took text away. */
  isDeletion: boolean
  /** The person has just come back from a pause. */
  isAfterPause: boolean
  /** All of a suggestion was typed or accepted, and nothing else since. */
  isAtEndOfSuggestion: boolean
  /** How long this person does not type when stopping, in milliseconds. */
  stopMs: number
  allowance: Pick<Allowance, 'mayAsk'>
}

export interface Asks {
  ask: true
  /** Since the last key. */
  afterMs: number
  /** What must be left of the allowance. */
  reserve: number
}

export type Plan = Asks | { ask: false; why: Silence }

const NOW = { ask: true, afterMs: 0, reserve: 0 } as const
/** Kept back for line starts, where a suggestion is worth most. */
const RESERVE = 1
/** With more than so many left, the beginning of a word need not wait until the person stops. */
const PLENTY = 4

export function planFor(place: Place, moment: Moment): Plan {
  if (moment.isInvoked) return NOW
  if (moment.isDeletion) return { ask: false, why: 'deleted' }
  if (/^[\p{L}\p{N}_$]/u.test(place.suffix)) return { ask: false, why: 'inside_word' }
  if (moment.isAtEndOfSuggestion || isLineStart(place)) return NOW
  const isNow =
    moment.isAfterPause || (!IN_WORD.test(place.prefix) && moment.allowance.mayAsk(PLENTY))
  if (isNow) return { ask: true, afterMs: 0, reserve: RESERVE }
  return { ask: true, afterMs: moment.stopMs, reserve: RESERVE }
}

const IN_WORD = /[\p{L}\p{N}_$]$/u

const isLineStart = ({ prefix }: Place): boolean =>
  prefix.slice(prefix.lastIndexOf('\n') + 1).trim() === ''
