// Takes Markdown fences off: chat models put code between them although they were asked not to.
import { mayBeChatter } from './chatter.ts'
import type { Step } from './step.ts'

/** A line that opens or closes a fence, with the language behind it. */
const FENCE_LINE = /^[ \t]*```[^\s`]*[ \t]*\r?\n?$/
/** What may still become a fence line, and is kept until its line ends. */
const INDENTED = /^[ \t]/
const MAYBE_FENCE = /^[ \t]*(`{1,3}|```[^\s`]*[ \t]*)?\r?$/

/**
 * Works line by line: a line that begins like a fence is kept until it is clear, and backticks at the
 * very end of the text, three or more, close a fence even without a line of their own.
 * Where something is said before the fence, what stands behind it is talk, too.
 */
export function stripFence(): Step {
  /** An introduction so far, or a blank; undefined once something else was seen. */
  let head: string | undefined = ''
  let line = ''
  let isPlain = false
  /** Behind code an indented fence belongs to a comment in it. */
  let hasCode = false
  /** Backticks that may turn out to be the end of the text. */
  let ticks = ''
  /** The fence that ends here ends the text: talk stood before it. */
  let hasTalked = false
  let isDone = false

  const pushPiece = (piece: string): string => {
    if (isDone) return ''
    if (isPlain) return inPlainLine(piece)
    line += piece
    if (line.endsWith('\n')) return endOfLine()
    if (mayBe(MAYBE_FENCE, line) || isTalk(line)) return ''
    return beginPlainLine()
  }
  const mayBe = (fence: RegExp, text: string): boolean =>
    fence.test(text) && !(hasCode && INDENTED.test(text))
  const isTalk = (text: string): boolean => head !== undefined && mayBeChatter(head + text)
  const takeHead = (): string => {
    const talk = head ?? ''
    head = undefined
    return talk
  }
  const beginPlainLine = (): string => {
    isPlain = true
    hasCode ||= line.trim() !== ''
    const begun = takeHead() + line
    line = ''
    return inPlainLine(begun)
  }
  const endOfLine = (): string => {
    const whole = line
    if (mayBe(FENCE_LINE, whole)) {
      line = ''
      isDone = hasTalked
      hasTalked ||= takeHead().trim() !== ''
      return ''
    }
    if (!isTalk(whole)) return beginPlainLine()
    line = ''
    head += whole
    return ''
  }
  /** The rest of a line that is not a fence; only backticks at its end have to wait. */
  const inPlainLine = (piece: string): string => {
    const all = ticks + piece
    const [kept] = /`+$/.exec(all) ?? ['']
    ticks = kept
    if (all.endsWith('\n')) isPlain = false
    return all.slice(0, all.length - kept.length)
  }

  return {
    push(text) {
      let out = ''
      for (let at = 0; at < text.length; ) {
        const end = text.indexOf('\n', at) + 1 || text.length
        out += pushPiece(text.slice(at, end))
        at = end
      }
      return out
    },
    end() {
      if (isDone) return ''
      const rest = isPlain ? ticks : takeHead() + line
      return FENCE_LINE.test(rest) ? '' : rest.replace(/`{3,}$/, '')
    },
  }
}
