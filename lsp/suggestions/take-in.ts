// What a flight has said -> what is remembered of it.
import type { Flight } from './flights.ts'
import type { Memory, Suggested } from './memory.ts'
import type { Place } from './place.ts'

/** `place`: where the person is. */
export function takeIn(memory: Memory, flight: Flight, place: Place | undefined): void {
  const known = worthRemembering(flight)
  if (known) memory.remember(flight.anchor, known, place && touched(memory, place))
}

function worthRemembering({ suggested, isOver, failure }: Flight): Suggested | undefined {
  // Half a text of a model that failed is no suggestion.
  if (!suggested || failure) return undefined
  const known = isOver ? suggested : wholeLinesOf(suggested)
  // The engine may know more in a moment; a model would say the same again.
  const isSilence = known.text.trim() === ''
  return isSilence && !(isOver && known.source === 'model') ? undefined : known
}

/** The engine's text that somebody is typing: no other takes its place. */
function touched(memory: Memory, place: Place): Suggested | undefined {
  const recalled = memory.recall(place)
  const isTouched = recalled?.suggested.source === 'embedded' && recalled.typedChars > 0
  return isTouched ? recalled.suggested : undefined
}

/** What has not ended in a line break may still change its meaning. */
function wholeLinesOf(suggested: Suggested): Suggested {
  const end = suggested.text.lastIndexOf('\n')
  const isWindows = suggested.text[end - 1] === '\r'
  return { ...suggested, text: suggested.text.slice(0, Math.max(0, isWindows ? end - 1 : end)) }
}
