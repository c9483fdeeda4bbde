// Black-box cases of the language server: what an editor shows, and what may reach the gateway. One JSON object a line.
import { readFileSync } from 'node:fs'

export interface LspCase {
  id: string
  kind: string
  language: string
  input: {
    /** The document; `|` is the cursor, which stands at the end otherwise. */
    text?: string
    text_before_cursor?: string
    text_after_cursor?: string
    languageId?: string
    settings?: object
    /** `range` is in words: the word in front of the cursor. */
    selectedCompletionInfo?: { text: string }
    /** Base name of the document. */
    file?: string
  }
  /** In words, where no shape fits. */
  expect: LspExpectation | string
  note?: string
}

export interface LspExpectation {
  /** Prefix and suffix, joined; `unchanged`: as the document. */
  sent?: string
  /** None of these may reach the gateway. */
  sent_lacks?: string[]
  request_sent?: boolean
  items?: number
  upstream_requests?: number
  prefix_tail_sent?: string
  /** A language that has suggestions with these settings. */
  enabled_language_added?: string
  python_enabled?: boolean
}

/** `{{}}` stands in secrets, so that scanners of repositories do not take them for real ones. */
export function readLspCases(file: string, kinds: readonly string[]): LspCase[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line.replaceAll('{{}}', '')) as LspCase)
    .filter(({ kind }) => kinds.includes(kind))
}
