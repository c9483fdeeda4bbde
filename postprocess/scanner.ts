// Reads code and knows what is open in it: brackets, texts and comments. It knows no grammar,
// so half-written code is no trouble to it.
import { BACKSLASH, indentOf, isBlank, isWord, LINE_FEED, SLASH } from './characters.ts'
import { rawEnd } from './raw-text.ts'
import { CLASS, type Quote, type Syntax } from './syntax.ts'

/** Something that is open. */
export interface Nest {
  readonly kind: 'bracket' | 'text' | 'comment'
  /** What ends it: a bracket, a quote, the end of a comment. */
  readonly mark: string
  readonly quote?: Quote | undefined
  /** The text that it stands in, the place behind its opening mark, and where its line begins there. */
  readonly source: string
  readonly at: number
  readonly lineStart: number
}

/** A bracket or mark that closes what the text has not opened. */
export interface Closer {
  readonly at: number
  readonly mark: string
  /** How many are open behind it. */
  readonly depth: number
  /** It closed nothing. */
  readonly isStray: boolean
}

export interface Scan {
  /** What is open at the end, innermost last. */
  readonly nests: readonly Nest[]
  readonly closers: readonly Closer[]
  readonly isInLineComment: boolean
}

const MARK_OF: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const ASCII = 128
/** The same by the code of the character. */
const CLOSER_OF = Array.from({ length: ASCII }, (_, code) => MARK_OF[String.fromCharCode(code)])
/** No code is deeper; a bound on memory. */
const MAX_DEPTH = 500
/** Behind these a slash begins a regular expression, and behind these words. */
const BEFORE_OPERANDS = '(,=:[!&|?{;+-*%~^>'
const WORDS_BEFORE_OPERANDS =
  /\b(?:return|typeof|case|in|of|do|else|yield|await|when|if|unless|and|or|not)$/
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y
const CHARACTER = /'(?:\\[^\n']+|\\'|[^\\'\n]|[\ud800-\udbff][\udc00-\udfff])'/y

/**
 * The characters of the text that is being read: looking at one costs a third of `charCodeAt`, and each is looked at.
 * One for all scans, of which one runs at a time.
 */
const SCRATCH = new Uint16Array(4_096)

function codesOf(text: string): Uint16Array {
  const codes = text.length <= SCRATCH.length ? SCRATCH : new Uint16Array(text.length)
  Buffer.from(codes.buffer).write(text, 'utf16le')
  return codes
}

/** Columns that the line is indented on which it was opened. */
export const indentOfNest = ({ source, lineStart }: Nest): number => indentOf(source, lineStart)

export const isInText = ({ nests, isInLineComment }: Scan): boolean =>
  isInLineComment || (nests.length > 0 && nests[nests.length - 1]?.kind !== 'bracket')

/** Reads a text that begins inside of `nests`. Closers that leave at least `depth` open are not noted. */
export function scan(
  syntax: Syntax,
  text: string,
  nests: readonly Nest[] = [],
  depth: number = nests.length,
): Scan {
  return new Scanner(syntax, text, { nests, depth }).read()
}

class Scanner implements Scan {
  readonly nests: Nest[]
  readonly closers: Closer[] = []
  isInLineComment = false
  readonly #syntax: Syntax
  readonly #text: string
  readonly #codes: Uint16Array
  readonly #notedDepth: number
  #at = 0
  #lineStart = 0

  constructor(
    syntax: Syntax,
    text: string,
    { nests, depth }: { nests: readonly Nest[]; depth: number },
  ) {
    this.#syntax = syntax
    this.#text = text
    this.#codes = codesOf(text)
    this.nests = [...nests]
    this.#notedDepth = depth
  }

  read(): this {
    while (this.#at < this.#text.length) {
      const inner = this.nests[this.nests.length - 1]
      if (inner && inner.kind !== 'bracket') this.#readText(inner)
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
      } else if (this.#closeBracket(at - 1, text.charAt(at - 1))) return
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
    REGEX.lastIndex = at
    if (!this.#mayBeOperand(at) || !REGEX.test(this.#text)) return false
    this.#at = REGEX.lastIndex
    return true
  }

  #mayBeOperand(at: number): boolean {
    let before = at - 1
    while (isBlank(this.#text.charCodeAt(before))) before -= 1
    const last = this.#text[before]
    if (before < this.#lineStart || last === undefined || BEFORE_OPERANDS.includes(last))
      return true
    return WORDS_BEFORE_OPERANDS.test(this.#text.slice(Math.max(0, before - 9), before + 1))
  }

  #readQuote(at: number): void {
    const text = this.#text
    const mark = text[at] ?? ''
    const quote = this.#syntax.quotes[mark]
    if (!quote || (quote.isNoQuoteInWords && isWord(text.charCodeAt(at - 1)))) return
    if (quote.kind === 'character') {
      CHARACTER.lastIndex = at
      if (CHARACTER.test(text)) this.#at = CHARACTER.lastIndex
      return
    }
    const raw = rawEnd(this.#syntax.raw, text, at)
    if (raw !== undefined) {
      this.#open('text', raw, { kind: 'lines', isRaw: true })
    } else if (quote.mayBeTriple && text[at + 1] === mark && text[at + 2] === mark) {
      this.#open('text', mark.repeat(3), { ...quote, kind: 'lines' })
      this.#at = at + 3
    } else if (!this.#skipLiteral(at, mark, quote)) {
      this.#open('text', mark, quote)
    }
  }

  /** A text that ends on its line, and holds no code: most are like that, and nothing has to be opened for them. */
  #skipLiteral(from: number, mark: string, { kind, codeMark, isRaw }: Quote): boolean {
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
        this.#noteCloser(at, mark, false)
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
    if (at < text.length) this.#closeText(at, mark)
  }

  /** Whether the text ends with its line: it was an apostrophe, or the writer is not done. */
  #endTextLine(at: number, quote: Quote | undefined): boolean {
    this.#lineStart = at + 1
    if (quote?.kind !== 'line') return false
    this.nests.pop()
    this.#at = at + 1
    return true
  }

  #openCode(at: number, code: string): void {
    this.#at = at + code.length
    this.#open('bracket', MARK_OF[code.charAt(code.length - 1)] ?? '')
  }

  #closeText(at: number, mark: string): void {
    this.nests.pop()
    this.#noteCloser(at, mark, false)
  }

  #open(kind: Nest['kind'], mark: string, quote?: Quote): void {
    if (this.nests.length >= MAX_DEPTH) return
    this.nests.push({
      kind,
      mark,
      quote,
      source: this.#text,
      at: this.#at,
      lineStart: this.#lineStart,
    })
  }

  /** A brace ends what was left open in it; other brackets end no brace. Whether a text goes on behind it. */
  #closeBracket(at: number, mark: string): boolean {
    let depth = this.nests.length - 1
    for (; depth >= 0; depth -= 1) {
      const nest = this.nests[depth]
      if (nest?.mark === mark) break
      if (nest?.kind !== 'bracket' || nest.mark === '}') depth = 0
    }
    const isStray = depth < 0
    if (!isStray) while (this.nests.length > depth) this.nests.pop()
    this.#noteCloser(at, mark, isStray)
    const inner = this.nests[this.nests.length - 1]
    return inner !== undefined && inner.kind !== 'bracket'
  }

  #noteCloser(at: number, mark: string, isStray: boolean): void {
    const depth = this.nests.length
    if (isStray || depth < this.#notedDepth) this.closers.push({ at, mark, depth, isStray })
  }
}
