import { findSecrets } from './find-secrets.ts'
import { keyMarks, keySpans } from './private-keys.ts'
import { maskedSlice, merged } from './spans.ts'

/**
 * The text with stars in place of its secrets, as long as before.
 * Redact a whole file before cutting pieces from it: half a secret is not known as one.
 */
export function redact(text: string): string {
  const spans = [...findSecrets(text), ...keySpans(text, keyMarks(text))]
  return spans.length === 0 ? text : maskedSlice(text, merged(spans), 0, text.length)
}
