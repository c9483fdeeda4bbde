// Reads code and knows what is open in it: brackets, texts and comments. It knows no grammar,
// so half-written code is no trouble to it.
import { ASCII, BACKSLASH, codesOf, isWord, LINE_FEED, SLASH } from './characters.ts'
import { characterEnd, regexEnd } from './literals.ts'
import { type Closer, type Nest, Nests } from './nests.ts'
import { rawEnd } from './raw-text.ts'
import { CLASS, type Quote, type Syntax } from './syntax.ts'

export interface Scan {
  /** What is open at the end, innermost last. */
  readonly nests: readonly Nest[]
  readonly closers: readonly Closer[]
  readonly isInLineComment: boolean
}

const MARK_OF: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
/** The same by the code of the character. */
const CLOSER_OF = Array.from({ length: ASCII }, (_, code) => MARK_OF[String.fromCharCode(code)])

export const isInText = ({ nests, isInLineComment }: Scan): boolean =>
  isInLineComment || (nests.length > 0 && nests[nests.length - 1]?.kind !== 'bracket')

/** Reads a text that begins inside of `nests`. Closers that leave at least `depth` open are not noted. */
export function scan(
  syntax: Syntax,
  text: string,
  nests: readonly Nest[] = [],
  depth: number = nests.length,
): Scan {
  return new Scanner(syntax, text, new Nests(nests, depth)).read()
}

class Scanner implements Scan {
  readonly nests: readonly Nest[]
  readonly closers: readonly Closer[]
  isInLineComment = false
  readonly #syntax: Syntax
  readonly #text: string
  readonly #codes: Uint16Array
  readonly #nests: Nests
  #at = 0
  #lineStart = 0

  constructor(syntax: Syntax, text: string, nests: Nests) {
    this.#syntax = syntax
    this.#text = text
    this.#codes = codesOf(text)
    this.#nests = nests
    this.nests = nests.open
    this.closers = nests.closers
  }

  read(): this {
    while (this.#at < this.#text.length) {
      const inner = this.#nests.text
      if (inner) this.#readText(inner)
      else this.#readCode()
    }
    return this
  }

  /** Up to the first character that opens or closes a text or a comment; brackets on the way are noted. */
  #readCode(): void {
    const { classes } = this.#syntax
    const text = this.#text
    const codes = this.#codes
    const end = text.length
    let at = this.#at
    while (at < end) {
      const code = codes[at] ?? 0
      const found = code < ASCII ? classes[code] : CLASS.plain
      at += 1
      if (found === CLASS.plain) continue
      this.#at = at
      if (found === CLASS.lineBreak) this.#lineStart = at
      else if (found === CLASS.open) this.#open('bracket', CLOSER_OF[code] ?? '')
      else if (found !== CLASS.close) {
        this.#readMark(at - 1)
        return
        // What closes a text's code goes on with the text.
      } else if (this.#nests.closeBracket(at - 1, text.charAt(at - 1))) return
    }
    this.#at = at
  }

  #readMark(at: number): void {
    if (!this.#readComment(at) && !this.#readRegex(at)) this.#readQuote(at)
  }

  #readComment(at: number): boolean {
    const { lineComment, blockComment } = this.#syntax
    const first = this.#codes[at]
    if (
      first === blockComment?.[0].charCodeAt(0) &&
      blockComment &&
      this.#text.startsWith(blockComment[0], at)
    ) {
      this.#open('comment', blockComment[1])
      this.#at = at + blockComment[0].length
      return true
    }
    if (first !== lineComment.charCodeAt(0) || !this.#text.startsWith(lineComment, at)) return false
    const end = this.#text.indexOf('\n', at)
    this.isInLineComment = end < 0
    this.#at = end < 0 ? this.#text.length : end
    return true
  }

  #readRegex(at: number): boolean {
    if (!this.#syntax.hasRegex || this.#codes[at] !== SLASH) return false
    const end = regexEnd(this.#text, at, this.#lineStart)
    this.#at = end ?? this.#at
    return end !== undefined
  }

  #readQuote(at: number): void {
    const text = this.#text
    const codes = this.#codes
    const code = codes[at] ?? 0
    const quote = this.#syntax.quotes[code]
    if (!quote || (quote.isNoQuoteInWords && at > 0 && isWord(codes[at - 1] ?? 0))) return
    const mark = text.charAt(at)
    if (quote.kind === 'character') {
      this.#at = characterEnd(text, at) ?? this.#at
      return
    }
    const raw = rawEnd(this.#syntax.raw, text, at)
    if (raw !== undefined) {
      this.#open('text', raw, { kind: 'lines', isRaw: true })
    } else if (quote.mayBeTriple && text.startsWith(mark + mark, at + 1)) {
      this.#open('text', mark.repeat(3), { ...quote, kind: 'lines' })
      this.#at = at + 3
    } else if (!this.#skipLineText(at, mark, quote)) {
      this.#open('text', mark, quote)
    }
  }

  /** A text that ends on its line, and holds no code: most are like that, and nothing has to be opened for them. */
  #skipLineText(from: number, mark: string, { kind, codeMark, isRaw }: Quote): boolean {
    if (kind !== 'line' || codeMark) return false
    const codes = this.#codes
    const { length } = this.#text
    const end = mark.charCodeAt(0)
    for (let at = from + 1; at < length; at += 1) {
      const ch = codes[at]
      if (ch === LINE_FEED) return false
      if (ch === BACKSLASH && !isRaw) at += 1
      else if (ch === end) {
        this.#at = at + 1
        this.#nests.noteCloser(at, mark, false)
        return true
      }
    }
    return false
  }

  /** Up to the end of the text or comment, to the code in it, or to the end of all. */
  #readText({ mark, quote }: Nest): void {
    const text = this.#text
    const codes = this.#codes
    const code = quote?.codeMark
    const [end, mayEscape] = [mark.charCodeAt(0), quote !== undefined && !quote.isRaw]
    let at = this.#at
    for (; at < text.length; at += 1) {
      const ch = codes[at]
      if (ch === end && text.startsWith(mark, at)) break
      if (ch === LINE_FEED && this.#endTextLine(at, quote)) return
      if (code && text.startsWith(code, at)) {
        this.#openCode(at, code)
        return
      }
      if (ch === BACKSLASH && mayEscape) at += 1
    }
    this.#at = at + mark.length
    if (at < text.length) this.#nests.closeText(at, mark)
  }

  /** Whether the text ends with its line: it was an apostrophe, or the writer is not done. */
  #endTextLine(at: number, quote: Quote | undefined): boolean {
    this.#lineStart = at + 1
    if (quote?.kind !== 'line') return false
    this.#nests.drop()
    this.#at = at + 1
    return true
  }

  #openCode(at: number, code: string): void {
    this.#at = at + code.length
    this.#open('bracket', MARK_OF[code.charAt(code.length - 1)] ?? '')
  }

  #open(kind: Nest['kind'], mark: string, quote?: Quote): void {
    const [at, lineStart] = [this.#at, this.#lineStart]
    this.#nests.push({ kind, mark, quote, source: this.#text, at, lineStart })
  }
}
