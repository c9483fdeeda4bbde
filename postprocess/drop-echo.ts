// Drops what repeats the text before the cursor: models like to begin with the line that they continue, or
// with a few lines above it.
import { isWritten, wordChars } from './characters.ts'
import type { Step } from './step.ts'
import type { Surroundings } from './surroundings.ts'

/** Lines above the cursor that an echo may begin with. */
const MAX_LINES = 20
/** Letters and digits of lines that nobody writes twice in a row. */
const MIN_LINE_WORD_CHARS = 8
/** Of the cursor's line: `x = ` is enough, a name may be the beginning of another. */
const MIN_PREFIX_CHARS = 4
const MIN_NAME_CHARS = 8
const NAME = /^[\p{L}\p{N}_$.]+$/u
/** A call may be an argument of the same call, `max(max(`; `if (` is no call. */
const CALL = /^(?!(?:if|for|while|switch|catch|elif|with)\b)[\p{L}\p{N}_$.:]+\s*[([{<]+$/u

export function dropEcho(around: Surroundings): Step {
  const { linePrefix } = around
  /** Needed until the first text comes. */
  let place: Surroundings | undefined = around
  let echoes: readonly string[] | undefined
  let head = ''
  let isDecided = false

  /** What is left of the head; undefined while more has to be seen. */
  const decide = (isEnd: boolean): string | undefined => {
    const text = head.trimStart()
    if (text === '') return isEnd ? head : undefined
    // A line that ends with the text ends, too.
    const whole = isEnd ? `${text}\n` : text
    echoes = (echoes ?? (place ? echoesOf(place, text) : [])).filter(
      (echo) => whole.startsWith(echo) || echo.startsWith(text),
    )
    place = undefined
    if (!isEnd && echoes.some((echo) => !text.startsWith(echo))) return undefined
    const [longest] = echoes.filter((echo) => whole.startsWith(echo))
    return longest === undefined ? head : behind(text.slice(longest.length), isEnd)
  }
  /** The next line begins with the indentation that stands before the cursor. */
  const behind = (rest: string, isEnd: boolean): string | undefined => {
    if (isWritten(linePrefix)) return rest
    if (rest.startsWith(linePrefix)) return rest.slice(linePrefix.length)
    return linePrefix.startsWith(rest) && !isEnd ? undefined : rest
  }
  return {
    push(text) {
      if (isDecided) return text
      head += text
      const left = decide(false)
      isDecided = left !== undefined
      return left ?? ''
    },
    end: () => (isDecided ? '' : (decide(true) ?? '')),
  }
}

/** With what a text may begin that repeats what stands before the cursor, the longest first. */
function echoesOf({ above, linePrefix }: Surroundings, text: string): string[] {
  const echoes: string[] = []
  const start = linePrefix.trimStart()
  const line = start === '' ? '' : linePrefix
  const lines = above.split('\n').slice(-MAX_LINES)
  for (let at = 0; at < lines.length; at += 1) {
    const first = lines[at]?.trimStart() ?? ''
    if (first === '' || !(first.startsWith(text) || text.startsWith(first))) continue
    const echo = `${lines.slice(at).join('\n').trimStart()}\n${line}`
    if (wordChars(echo) >= MIN_LINE_WORD_CHARS) echoes.push(echo)
  }
  if (isTelling(start)) echoes.push(start)
  return echoes
}

/** Whether the part of a line can only be an echo when it is repeated. */
function isTelling(start: string): boolean {
  const written = start.trimEnd()
  if (wordChars(written) === 0 || CALL.test(written)) return false
  return start.length >= (NAME.test(written) ? MIN_NAME_CHARS : MIN_PREFIX_CHARS)
}
