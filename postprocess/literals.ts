// Literals that patterns know, regular expressions and characters: where one that begins at a place ends.
import { isBlank } from './characters.ts'

/** Behind these a slash begins a regular expression, and behind these words. */
const BEFORE_OPERANDS = '(,=:[!&|?{;+-*%~^>'
const WORDS_BEFORE_OPERANDS =
  /\b(?:return|typeof|case|in|of|do|else|yield|await|when|if|unless|and|or|not)$/
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y
const CHARACTER = /'(?:\\[^\n']+|\\'|[^\\'\n]|[\ud800-\udbff][\udc00-\udfff])'/y

/** The place behind a regular expression; undefined: the slash begins none. */
export function regexEnd(text: string, at: number, lineStart: number): number | undefined {
  return mayBeOperand(text, at, lineStart) ? endOf(REGEX, text, at) : undefined
}

/** The place behind a character between its marks; undefined: the mark is no quote. */
export const characterEnd = (text: string, at: number): number | undefined =>
  endOf(CHARACTER, text, at)

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function mayBeOperand(text: string, at: number, lineStart: number): boolean {
  let before = at - 1
  while (isBlank(text.charCodeAt(before))) before -= 1
  const last = text[before]
  if (before < lineStart || last === undefined || BEFORE_OPERANDS.includes(last)) return true
  return WORDS_BEFORE_OPERANDS.test(text.slice(Math.max(0, before - 9), before + 1))
}
