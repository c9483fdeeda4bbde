// What may be sent of a document's text, a piece of it, and what the user is about to add.
import type { OpenDocument } from '../../documents.ts'
import type { Bounds, Split } from '../split.ts'
import { begunSecret } from './begun-secrets.ts'
import { redact } from './redact.ts'
import { RememberedSecrets } from './remembered-secrets.ts'
import { maskedSlice, merged } from './spans.ts'

/** Snippets of a document, its imports and headers, stay the same from key to key. */
const MAX_REMEMBERED_SNIPPETS = 256

export class Redaction {
  readonly #documents = new WeakMap<OpenDocument, RememberedSecrets>()
  readonly #snippets = new Map<string, string>()

  /** Searches the whole document once, so that a request has only the changes to search. */
  prepare(document: OpenDocument): void {
    this.#secretsOf(document)
  }

  /**
   * Prefix and suffix without secrets. The document is searched as one text: a secret that the cursor cuts is
   * known as one. `typed` is text that stands at the cursor and not in the document.
   */
  split(document: OpenDocument, { from, cursor, to }: Bounds, typed: string): Split {
    const text = document.text.getText()
    const known = this.#secretsOf(document)
    const begun = begunSecret(text, cursor)
    const secrets = begun ? merged([...known, begun]) : known
    const prefix = maskedSlice(text, secrets, from, cursor) + typed
    const suffix = maskedSlice(text, secrets, cursor, to)
    return typed === '' ? { prefix, suffix } : redactSeam({ prefix, suffix })
  }

  snippet(content: string): string {
    const known = this.#snippets.get(content)
    if (known !== undefined) return known
    if (this.#snippets.size >= MAX_REMEMBERED_SNIPPETS) this.#snippets.clear()
    const redacted = redact(content)
    this.#snippets.set(content, redacted)
    return redacted
  }

  #secretsOf(document: OpenDocument) {
    let remembered = this.#documents.get(document)
    if (!remembered) {
      remembered = new RememberedSecrets()
      this.#documents.set(document, remembered)
    }
    return remembered.of(document.text.getText())
  }
}

/** Searches the line that prefix and suffix make together. */
function redactSeam({ prefix, suffix }: Split): Split {
  const start = prefix.lastIndexOf('\n') + 1
  const lineEnd = suffix.indexOf('\n')
  const end = lineEnd < 0 ? suffix.length : lineEnd
  const line = redact(prefix.slice(start) + suffix.slice(0, end))
  const cut = prefix.length - start
  return {
    prefix: prefix.slice(0, start) + line.slice(0, cut),
    suffix: line.slice(cut) + suffix.slice(end),
  }
}
