// A key that somebody types by hand: until its last characters it has no form that is known, and most of it is there.
import { isRandom } from './randomness.ts'
import type { Span } from './spans.ts'
import { quoted, VENDOR_SECRETS } from './vendor-secrets.ts'

/** Fewer characters behind its beginning tell nothing of a key, and are many words'. */
const LEAST_CHARS = 12
/** What is looked at before the cursor. */
const LONGEST_CHARS = 120
/** Shorter ones begin too many words. */
const LEAST_KEYWORD_CHARS = 3

/** The longest first: `sk-ant-` begins with `sk-`. */
const BEGINNINGS = VENDOR_SECRETS.filter(
  ({ keyword, pattern }) =>
    keyword.length >= LEAST_KEYWORD_CHARS && pattern.source.startsWith(quoted(keyword)),
)
  .map(({ keyword }) => quoted(keyword))
  .toSorted((a, b) => b.length - a.length)
  .join('|')
const BEGUN = new RegExp(`(?<!\\w)(?:${BEGINNINGS})(?<body>[\\w-]{${LEAST_CHARS},})$`)
const REST_OF_WORD = /^[\w-]*/

/** The beginning of a key that ends at the cursor, with what stands of it behind it; undefined: there is none. */
export function begunSecret(text: string, cursor: number): Span | undefined {
  const match = BEGUN.exec(text.slice(Math.max(0, cursor - LONGEST_CHARS), cursor))
  const body = match?.groups?.body
  if (!match || body === undefined || !isMadeByMachine(body)) return undefined
  const rest = REST_OF_WORD.exec(text.slice(cursor, cursor + LONGEST_CHARS))?.[0] ?? ''
  return { start: cursor - match[0].length, end: cursor + rest.length }
}

/** `hf_hub_download` and `npm_sha256sum` are names; AWS's keys are upper case and digits. */
const isMadeByMachine = (body: string): boolean =>
  /\d/.test(body) && (isRandom(body) || !/[a-z]/.test(body))
