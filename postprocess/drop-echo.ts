// Drops what repeats the text before the cursor: models like to begin with the line that they continue, or
// with a few lines above it.
import { ASCII, isBlank, isWritten, SPACE, wordChars } from './characters.ts'
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
  const begin = text.charCodeAt(0)
  let from = above.length + 1
  for (let count = 0; count < MAX_LINES && from > 0; count += 1) {
    const end = from - 1
    from = end > 0 ? above.lastIndexOf('\n', end - 1) + 1 : 0
    if (!mayBeginWith(above, from, begin)) continue
    const first = above.slice(from, end).trimStart()
    if (first === '' || !(first.startsWith(text) || text.startsWith(first))) continue
    const echo = `${above.slice(from).trimStart()}\n${line}`
    if (wordChars(echo) >= MIN_LINE_WORD_CHARS) echoes.unshift(echo)
  }
  if (isTelling(start)) echoes.push(start)
  return echoes
}

/** Whether a line may begin with a character, behind its blanks: most do not, and need no text of their own. */
function mayBeginWith(text: string, from: number, begin: number): boolean {
  let at = from
  while (isBlank(text.charCodeAt(at))) at += 1
  const code = text.charCodeAt(at)
  return code === begin || code < SPACE || code >= ASCII
}

/** Whether the part of a line can only be an echo when it is repeated. */
function isTelling(start: string): boolean {
  const written = start.trimEnd()
  if (wordChars(written) === 0 || CALL.test(written)) return false
  return start.length >= (NAME.test(written) ? MIN_NAME_CHARS : MIN_PREFIX_CHARS)
}
