import type { Step } from './step.ts'

/** A line that opens or closes a Markdown fence, with the language behind it. */
const FENCE_LINE = /^[ \t]*```[^\s`]*[ \t]*$/
/** What may still become a fence line, and is kept until its line ends. */
const MAYBE_FENCE = /^[ \t]*(`{1,3}|```[^\s`]*[ \t]*)?$/

/**
 * Takes Markdown fences off: chat models put code between them although they were asked not to.
 * Works line by line: a line that begins like a fence is kept until it is clear, and backticks at the
 * very end of the text, three or more, close a fence even without a line of their own.
 */
export function stripFence(): Step {
  let line = ''
  let isPlain = false
  /** Backticks that may turn out to be the end of the text. */
  let ticks = ''
  return {
    push(text) {
      let out = ''
      for (const piece of text.split(/(?<=\n)/)) out += pushPiece(piece)
      return out
    },
    end() {
      const rest = isPlain ? ticks : line
      return FENCE_LINE.test(rest) ? '' : rest.replace(/`{3,}$/, '')
    },
  }

  function pushPiece(piece: string): string {
    if (isPlain) return inPlainLine(piece)
    line += piece
    if (line.endsWith('\n')) return endOfLine()
    if (MAYBE_FENCE.test(line)) return ''
    isPlain = true
    const begun = line
    line = ''
    return inPlainLine(begun)
  }

  function endOfLine(): string {
    const whole = line
    line = ''
    return FENCE_LINE.test(whole.trimEnd()) ? '' : whole
  }

  /** The rest of a line that is not a fence; only backticks at its end have to wait. */
  function inPlainLine(piece: string): string {
    const all = ticks + piece
    const [kept] = /`+$/.exec(all) ?? ['']
    ticks = kept
    if (all.endsWith('\n')) isPlain = false
    return all.slice(0, all.length - kept.length)
  }
}
