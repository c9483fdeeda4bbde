// Numbers words. One flat buffer of characters and one open table: strings would hold whole files alive.

/** Stands where a context must not reach across: between texts, and for a line too long to learn. */
export const BOUNDARY = 0
/** A line break before an empty line. */
export const BLANK_BREAK = 1
/** Other breaks carry the change of indentation level, so that a match holds at any depth. */
const LEVEL_BREAK = 6
const DEEPEST_OUT = -4
const DEEPEST_IN = 3
/** Stands before the first line of a text: what files begin with is alike. */
export const FILE_START = 10
const FIRST_WORD = 11

const FIRST_CHARS = 4_096
const FIRST_WORDS = 512
/** Words are found by their first two characters, as far as these bits tell them apart. */
const FIRST_BITS = 7
const SECOND_BITS = 6
/** Words beyond this are not told apart from a boundary: 1 % of it is a large workspace. */
export const MAX_WORDS = 4_000_000
/** Neither are words beyond this length: pictures, keys, hashes. It is fewer than an argument list may have. */
const MAX_WORD_CHARS = 256
/** All words together: no workspace within its cap has as many. */
const MAX_CHARS = 32_000_000

export class Vocabulary {
  readonly #maxChars: number
  /** Words so far, breaks and the boundary included: numbers are below it. */
  count = FIRST_WORD
  #chars = new Uint16Array(FIRST_CHARS)
  /** By number: where its characters begin; those of the next one are the end. */
  #starts = new Int32Array(FIRST_WORDS + 1)
  #hashes = new Int32Array(FIRST_WORDS)
  /** By number: its first UTF-16 unit, which is asked for far more often than the rest. */
  #firstChars = new Uint16Array(FIRST_WORDS)
  /** By beginning: the newest word that has it; by word: the one before it that begins alike. 0: none. */
  readonly #newest = new Int32Array(2 ** (FIRST_BITS + SECOND_BITS))
  #older = new Int32Array(FIRST_WORDS)
  /** By ASCII character: the number of the word that it is alone, or 0. Half of all tokens are brackets and the like. */
  readonly #singles = new Int32Array(128)
  /** Open addressing: number, or 0. */
  #table = new Int32Array(FIRST_WORDS * 2)

  constructor(maxChars = MAX_CHARS) {
    this.#maxChars = maxChars
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return (
      this.#chars.byteLength +
      this.#starts.byteLength +
      this.#hashes.byteLength +
      this.#firstChars.byteLength +
      this.#older.byteLength +
      this.#table.byteLength
    )
  }

  /** The number of `text[from, to)`; a new one when it is new. `BOUNDARY` where there is no room for it. */
  add(text: string, from: number, to: number): number {
    if (to - from > MAX_WORD_CHARS) return BOUNDARY
    const single = to - from === 1 ? this.#singles[text.charCodeAt(from)] : undefined
    if (single) return single
    const hash = hashOf(text, from, to)
    const slot = this.#slotOf(hash, text, from, to)
    const known = this.#table[slot] ?? 0
    if (known !== 0 || !this.#hasRoom(to - from)) return known
    return this.#append(slot, hash, text, from, to)
  }

  #hasRoom(chars: number): boolean {
    return this.count < MAX_WORDS && (this.#starts[this.count] ?? 0) + chars <= this.#maxChars
  }

  /** Its number, or `BOUNDARY` when it was never added. */
  find(word: string): number {
    return this.#table[this.#slotOf(hashOf(word, 0, word.length), word, 0, word.length)] ?? 0
  }

  /** Empty for breaks and the boundary. */
  wordOf(id: number): string {
    const start = this.#starts[id] ?? 0
    const end = this.#starts[id + 1] ?? start
    // A tenth of the time of spreading a view: names have a dozen characters.
    let word = ''
    for (let at = start; at < end; at++) word += String.fromCharCode(this.#chars[at] ?? 0)
    return word
  }

  lengthOf(id: number): number {
    return (this.#starts[id + 1] ?? 0) - (this.#starts[id] ?? 0)
  }

  /** UTF-16 unit that the word begins with; 0 for breaks and the boundary. */
  firstCharOf(id: number): number {
    return this.#firstChars[id] ?? 0
  }

  /** `typed` is not empty. */
  startsWith(id: number, typed: string): boolean {
    if (this.firstCharOf(id) !== typed.charCodeAt(0) || this.lengthOf(id) < typed.length)
      return false
    const start = this.#starts[id] ?? 0
    for (let i = 1; i < typed.length; i++) {
      if (this.#chars[start + i] !== typed.charCodeAt(i)) return false
    }
    return true
  }

  /** Calls with every word that begins so, of those whose first two characters are the same the newest first. */
  eachBeginningWith(typed: string, visit: (id: number) => void): void {
    const first = beginningOf(typed, 0, typed.length)
    const end = typed.length === 1 ? first + 2 ** SECOND_BITS : first + 1
    for (let beginning = first; beginning < end; beginning++) {
      let id = this.#newest[beginning] ?? 0
      for (; id !== 0; id = this.#older[id] ?? 0) if (this.startsWith(id, typed)) visit(id)
    }
  }

  #slotOf(hash: number, text: string, from: number, to: number): number {
    const mask = this.#table.length - 1
    let slot = hash & mask
    for (;;) {
      const id = this.#table[slot] ?? 0
      if (id === 0 || (this.#hashes[id] === hash && this.#isWord(id, text, from, to))) return slot
      slot = (slot + 1) & mask
    }
  }

  #isWord(id: number, text: string, from: number, to: number): boolean {
    if (this.lengthOf(id) !== to - from) return false
    const shift = (this.#starts[id] ?? 0) - from
    for (let at = from; at < to; at++) {
      if (this.#chars[at + shift] !== text.charCodeAt(at)) return false
    }
    return true
  }

  #append(slot: number, hash: number, text: string, from: number, to: number): number {
    const id = this.count++
    const start = this.#starts[id] ?? 0
    this.#makeRoom(id, start + to - from)
    for (let at = from; at < to; at++) this.#chars[start + at - from] = text.charCodeAt(at)
    this.#starts[id + 1] = start + to - from
    this.#hashes[id] = hash
    this.#firstChars[id] = text.charCodeAt(from)
    const beginning = beginningOf(text, from, to)
    this.#older[id] = this.#newest[beginning] ?? 0
    this.#newest[beginning] = id
    this.#table[slot] = id
    // Beyond ASCII there is no such place, and nothing is kept.
    if (to - from === 1) this.#singles[text.charCodeAt(from)] = id
    if (this.count * 2 > this.#table.length) this.#rehash()
    return id
  }

  #makeRoom(id: number, chars: number): void {
    if (chars > this.#chars.length) this.#chars = grown(this.#chars, Uint16Array, chars)
    if (id >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes, Int32Array, id + 1)
      this.#firstChars = grown(this.#firstChars, Uint16Array, this.#hashes.length)
      this.#older = grown(this.#older, Int32Array, id + 1)
      this.#starts = grown(this.#starts, Int32Array, this.#hashes.length + 1)
    }
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2)
    const mask = this.#table.length - 1
    for (let id = FIRST_WORD; id < this.count; id++) {
      let slot = (this.#hashes[id] ?? 0) & mask
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask
      this.#table[slot] = id
    }
  }
}

/** A copy with room for `size` and a quarter more: doubling would keep half of it empty. */
export function grown<T extends Int32Array | Uint16Array | Uint8Array>(
  array: T,
  make: new (size: number) => T,
  size: number,
): T {
  const larger = new make(Math.ceil(size * 1.25))
  larger.set(array)
  return larger
}

/** FNV-1a over UTF-16 units, with its bits mixed once more: tables use the lowest. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash ^= hash >>> 15
  return hash & 0x7fffffff
}

/** The number of what `text[from, to)` begins with; a single character is the first of all that begin with it. */
function beginningOf(text: string, from: number, to: number): number {
  const first = text.charCodeAt(from) & (2 ** FIRST_BITS - 1)
  const second = to - from > 1 ? text.charCodeAt(from + 1) & (2 ** SECOND_BITS - 1) : 0
  return first * 2 ** SECOND_BITS + second
}

export function isBreak(id: number): boolean {
  return id > BOUNDARY && id < FIRST_WORD
}

/** The break before a line that is `levels` deeper than the last written line; may be a fraction. */
export function levelBreak(levels: number): number {
  const whole = Math.sign(levels) * Math.floor(Math.abs(levels) + 0.5)
  return LEVEL_BREAK + Math.min(DEEPEST_IN, Math.max(DEEPEST_OUT, whole))
}

/** The change of level that a break stands for. */
export function levelsOf(id: number): number {
  return id <= BLANK_BREAK || id === FILE_START ? 0 : id - LEVEL_BREAK
}
