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
}

type Outcome = Exclude<FeedbackEvent['event'], 'shown'>

/** A later one replaces an earlier one only if it is higher: whoever took a part and then went on has accepted. */
const RANKS: Readonly<Record<Outcome, number>> = {
  rejected: 1,
  partially_accepted: 2,
  accepted: 3,
}
const COUNTED_AS: Readonly<Record<Outcome, keyof Counts>> = {
  rejected: 'rejected',
  partially_accepted: 'partlyAccepted',
  accepted: 'accepted',
}

const isAcceptance = (outcome: Outcome | undefined): boolean =>
  outcome === 'accepted' || outcome === 'partially_accepted'

export function take(event: FeedbackEvent, suggestion: Remembered): void {
  const { cell, tally, person } = suggestion
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
