import { assignedSecrets } from './assigned-secrets.ts'
import { PLACED_SECRETS, type PlacedSecret } from './placed-secrets.ts'
import { isRandom } from './randomness.ts'
import type { Span } from './spans.ts'
import { VENDOR_SECRETS, type VendorSecret } from './vendor-secrets.ts'

/** `${PASSWORD}`, `<password>`, `{{ password }}`, `%s`: where a secret will stand, not one. */
const PLACEHOLDER = /^(?:[<{%$*#@]|x+$|\*+$)/i

const WORD = /\w/
const ESCAPE = /(?:\\[nrt]|%[0-9A-F]{2})$/

/** Secrets that stand in one line. Spans may overlap and are not sorted; offsets in the text given. */
export function findSecrets(text: string): Span[] {
  const spans = assignedSecrets(text)
  for (const secret of VENDOR_SECRETS) {
    if (text.includes(secret.keyword)) addVendor(spans, text, secret)
  }
  for (const secret of PLACED_SECRETS) {
    if (text.includes(secret.keyword)) addPlaced(spans, text, secret)
  }
  return spans
}

function addVendor(spans: Span[], text: string, { pattern, startsWord }: VendorSecret): void {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index
    if (startsWord && !isWordStart(text, start)) pattern.lastIndex = start + 1
    else spans.push({ start, end: start + match[0].length })
  }
}

/** Behind an escape (`\n`) and an encoded character (`%3D`), which end in a letter or a digit, a word starts too. */
const isWordStart = (text: string, at: number): boolean =>
  !WORD.test(text.charAt(at - 1)) || ESCAPE.test(text.slice(Math.max(0, at - 3), at))

function addPlaced(spans: Span[], text: string, { pattern, mustBeRandom }: PlacedSecret): void {
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.groups?.secret ?? []
    if (start === undefined || end === undefined) continue
    const value = text.slice(start, end)
    if (!PLACEHOLDER.test(value) && (!mustBeRandom || isRandom(value))) spans.push({ start, end })
  }
}
