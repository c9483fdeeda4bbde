// Cuts prefix, suffix and snippets to what a model can read.
import type { Snippet } from '../suggestion.ts'
import { framedChars } from './file-snippets.ts'

/** Part of the window that the suffix may use while the prefix is long; what the prefix leaves free is its too. */
const SUFFIX_SHARE = 0.25
/**
 * Where the suffix stands behind the prefix, every key shifts it, and the model server reads it anew: it gets
 * this part of what the prefix has, or the characters below, about 600 model tokens.
 */
const SHIFTING_SUFFIX_SHARE = 0.1
const SHIFTING_SUFFIX_CHARS = 2_000
/** Part of the window for snippets, taken before prefix and suffix share the rest. */
const SNIPPET_SHARE = 0.25
/**
 * Long prefixes are cut at anchors that move in steps of this many characters. A cut that slid with every key
 * would change the first token of the prompt each time, and model servers' prefix caches would never hit.
 */
const ANCHOR_CHARS = 2_048

export interface TrimmedParts {
  prefix: string
  suffix: string
  /** Snippets that say something the prefix and suffix do not, the most valuable first. */
  snippets: Snippet[]
}

export interface Budget {
  windowChars: number
  /** The suffix stands before the prefix in the prompt, so that keys leave it where it is. */
  isSuffixFirst: boolean
}

export function trimToBudget(
  parts: { prefix: string; suffix: string; snippets: readonly Snippet[] },
  budget: Budget,
): TrimmedParts {
  const { windowChars } = budget
  const wanted = parts.snippets.reduce((sum, snippet) => sum + framedChars(snippet), 0)
  const codeChars = windowChars - Math.min(wanted, windowChars * SNIPPET_SHARE)
  const reserved = Math.min(parts.suffix.length, codeChars * suffixShare(budget))
  const prefix = tailFromAnchor(parts.prefix, codeChars - reserved)
  const suffix = headToLine(parts.suffix, suffixChars(budget, { codeChars, prefix }))
  const known = prefix + suffix
  const snippets = fitting(
    parts.snippets.filter((snippet) => !known.includes(snippet.content)),
    windowChars - prefix.length - suffix.length,
  )
  return { prefix, suffix, snippets }
}

const suffixShare = ({ isSuffixFirst }: Budget): number =>
  isSuffixFirst ? SUFFIX_SHARE : SHIFTING_SUFFIX_SHARE

/** In steps as well: what the prefix leaves free shrinks with every key. */
function suffixChars(
  budget: Budget,
  { codeChars, prefix }: { codeChars: number; prefix: string },
): number {
  const free = Math.floor((codeChars - prefix.length) / ANCHOR_CHARS) * ANCHOR_CHARS
  if (budget.isSuffixFirst) return Math.max(codeChars * SUFFIX_SHARE, free)
  const shifting = Math.max(SHIFTING_SUFFIX_CHARS, prefix.length * SHIFTING_SUFFIX_SHARE)
  return Math.min(shifting, Math.max(codeChars - prefix.length, 0))
}

/** The end of a text, at most `maxChars` long, from a line start at or after a multiple of the anchor step. */
export function tailFromAnchor(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const anchor = Math.ceil((text.length - maxChars) / ANCHOR_CHARS) * ANCHOR_CHARS
  const lineEnd = text.indexOf('\n', anchor - 1)
  const isNear = lineEnd >= 0 && lineEnd < anchor + ANCHOR_CHARS
  return text.slice(isNear ? lineEnd + 1 : wholeCharacter(text, Math.min(anchor, text.length)))
}

function headToLine(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const lineEnd = text.lastIndexOf('\n', maxChars)
  return text.slice(0, lineEnd > 0 ? lineEnd : wholeCharacter(text, Math.floor(maxChars)))
}

/** An index that does not stand between the two halves of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index
}

function fitting(snippets: readonly Snippet[], maxChars: number): Snippet[] {
  let left = maxChars
  return snippets.filter((snippet) => {
    const chars = framedChars(snippet)
    if (chars > left) return false
    left -= chars
    return true
  })
}
