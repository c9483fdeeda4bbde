// Words of code: what is looked for, ranked and counted. One scan for every language.

const UNDERSCORE = 95
const DOLLAR = 36
const FIRST_BEYOND_ASCII = 128
/** One letter says too little; hashes and base64 are no words. */
const MIN_CHARS = 2
const MAX_CHARS = 64

const START = 1
const PART = 2
/** What each ASCII character may be in a word: nothing, a part, or a part and a start. */
const ROLES = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) => {
  const char = String.fromCharCode(code)
  if (/[A-Za-z]/.test(char) || code === UNDERSCORE || code === DOLLAR) return START | PART
  return /[0-9]/.test(char) ? PART : 0
})

const roleOf = (code: number): number =>
  code < FIRST_BEYOND_ASCII ? (ROLES[code] ?? 0) : START | PART

const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g
/** `is`, `to`, `a`: too short to make two words kin. */
const MIN_PART_CHARS = 3

/** Gives each word a small number, for as long as the table lives. */
export class WordTable {
  readonly names: string[] = []
  readonly #ids = new Map<string, number>()
  readonly #parts = new Map<number, readonly string[]>()

  get size(): number {
    return this.names.length
  }

  idOf(word: string): number {
    const known = this.#ids.get(word)
    if (known !== undefined) return known
    const id = this.names.length
    this.#ids.set(word, id)
    this.names.push(word)
    return id
  }

  /** The parts of a compound word in lower case: `read` and `ledger` for `readLedger` and `READ_LEDGER`. */
  partsOf(word: number): readonly string[] {
    const known = this.#parts.get(word)
    if (known) return known
    const parts = (this.names[word] ?? '').match(PARTS) ?? []
    const long = parts.filter((part) => part.length >= MIN_PART_CHARS)
    const lower = long.map((part) => part.toLowerCase())
    this.#parts.set(word, lower)
    return lower
  }
}

/**
 * A text by lines and their words. Line `i` is `text.slice(lineStarts[i], lineStarts[i + 1])`, its line end
 * included; its words are `words[wordStarts[i]] ‥ words[wordStarts[i + 1]]`, with repetitions.
 */
export interface WordedText {
  text: string
  lineCount: number
  lineStarts: Int32Array
  wordStarts: Int32Array
  words: Int32Array
}

/** Grows as needed, so that a scan allocates a handful of arrays instead of one a line. */
class Numbers {
  #items = new Int32Array(1_024)
  length = 0

  push(value: number): void {
    if (this.length === this.#items.length) {
      const grown = new Int32Array(this.length * 2)
      grown.set(this.#items)
      this.#items = grown
    }
    this.#items[this.length++] = value
  }

  taken(): Int32Array {
    return this.#items.slice(0, this.length)
  }
}

export function wordText(text: string, table: WordTable): WordedText {
  const lineStarts = new Numbers()
  const wordStarts = new Numbers()
  const words = new Numbers()
  let at = 0
  do {
    const feed = text.indexOf('\n', at)
    const end = feed < 0 ? text.length : feed + 1
    lineStarts.push(at)
    wordStarts.push(words.length)
    scanLine(text, at, end, (word) => words.push(table.idOf(word)))
    at = end
  } while (at < text.length)
  const lineCount = lineStarts.length
  lineStarts.push(text.length)
  wordStarts.push(words.length)
  return {
    text,
    lineCount,
    lineStarts: lineStarts.taken(),
    wordStarts: wordStarts.taken(),
    words: words.taken(),
  }
}

function scanLine(text: string, from: number, to: number, emit: (word: string) => void): void {
  let at = from
  while (at < to) {
    const role = roleOf(text.charCodeAt(at))
    if (role === 0) {
      at++
      continue
    }
    const start = at
    while (at < to && roleOf(text.charCodeAt(at)) !== 0) at++
    const length = at - start
    const isWord = (role & START) !== 0 && length >= MIN_CHARS && length <= MAX_CHARS
    if (isWord) emit(text.slice(start, at))
  }
}
