// What people did with a suggestion, counted once however often it is told.
import type { FeedbackEvent } from '../../protocol/index.ts'
import type { ArmTally, Cell, Counts } from './tally.ts'

/** A suggestion that was answered, until it is forgotten. */
export interface Remembered {
  readonly tally: ArmTally
  readonly cell: Cell
  /** Who asked, hashed. */
  readonly person: number
  isShown: boolean
  outcome: Outcome | undefined
  acceptedChars: number
  /** How long it is known to have been kept, in milliseconds. */
  keptMs: number
}

type Outcome = Exclude<FeedbackEvent['event'], 'shown' | 'kept'>

/** A later one replaces an earlier one only if it is higher: whoever took a part and then went on has accepted. */
const RANKS: Readonly<Record<Outcome, number>> = {
  ignored: 1,
  rejected: 2,
  partially_accepted: 3,
  accepted: 4,
}
const COUNTED_AS: Readonly<Record<Outcome, keyof Counts>> = {
  ignored: 'ignored',
  rejected: 'rejected',
  partially_accepted: 'partlyAccepted',
  accepted: 'accepted',
}

const isAcceptance = (outcome: Outcome | undefined): boolean =>
  outcome === 'accepted' || outcome === 'partially_accepted'

export function take(event: FeedbackEvent, suggestion: Remembered): void {
  const { cell, tally, person } = suggestion
  if (event.event === 'kept') {
    takeKept(event.after_ms ?? 0, suggestion)
    return
  }
  // Whatever was accepted or rejected was seen.
  if (!suggestion.isShown) {
    suggestion.isShown = true
    cell.shown += 1
    tally.people.add(person, { shown: 1, accepted: 0 })
  }
  if (event.event === 'shown') return
  takeOutcome(event.event, suggestion)
  const chars = Math.max(suggestion.acceptedChars, event.accepted_chars ?? 0)
  if (!isAcceptance(event.event)) return
  cell.acceptedChars += chars - suggestion.acceptedChars
  suggestion.acceptedChars = chars
}

const HALF_MINUTE_MS = 30_000
const FIVE_MINUTES_MS = 300_000

function takeKept(afterMs: number, suggestion: Remembered): void {
  const { cell, keptMs } = suggestion
  const isFirst = (ms: number): boolean => keptMs < ms && afterMs >= ms
  if (isFirst(HALF_MINUTE_MS)) cell.keptHalfMinute += 1
  if (isFirst(FIVE_MINUTES_MS)) cell.keptFiveMinutes += 1
  suggestion.keptMs = Math.max(keptMs, afterMs)
}

function takeOutcome(outcome: Outcome, suggestion: Remembered): void {
  const { cell, tally, person, outcome: before } = suggestion
  if (before && RANKS[before] >= RANKS[outcome]) return
  if (before) cell[COUNTED_AS[before]] -= 1
  cell[COUNTED_AS[outcome]] += 1
  suggestion.outcome = outcome
  if (isAcceptance(outcome) && !isAcceptance(before)) {
    tally.people.add(person, { shown: 0, accepted: 1 })
  }
}
