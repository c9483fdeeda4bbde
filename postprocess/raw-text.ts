// Texts in which a backslash means nothing, told by what stands before their quote.
import type { Syntax } from './syntax.ts'

/** What ends the raw text that a quote opens; undefined: it opens none. */
export function rawEnd(raw: Syntax['raw'], text: string, at: number): string | undefined {
  if (raw === 'at')
    return /(?:@\$?|\$@)$/.test(text.slice(Math.max(0, at - 2), at)) ? '"' : undefined
  if (raw === 'delimiter') {
    const word = text[at - 1] === 'R' && /^"([^\s()\\]{0,16})\(/.exec(text.slice(at, at + 18))?.[1]
    return typeof word === 'string' ? `)${word}"` : undefined
  }
  const hashes = raw === 'hashes' && /\br(#*)$/.exec(text.slice(Math.max(0, at - 8), at))?.[1]
  return typeof hashes === 'string' ? `"${'#'.repeat(hashes.length)}` : undefined
}
