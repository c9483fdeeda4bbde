import { grown } from './vocabulary.ts'

/** Columns and blanks are kept in one byte; more than this is alignment that nobody repeats. */
const WIDEST_GAP = 200
const TAB_GAP = 201
const FEW_TOKENS = 64
/** Shifts of indentation are stored around this. */
const SHIFT_ZERO = 128

/** By place: tokens, and what stands before each. */
export interface Tokens {
  readonly ids: Int32Array
  readonly gaps: Uint8Array
}

/** Tokens `[from, to)` of a list. */
export interface Piece {
  list: Tokens
  from: number
  to: number
}

/** Tokens in parallel arrays that grow; the first `count` places are used. */
export class TokenList {
  count = 0
  ids: Int32Array
  /** By token: the blanks before it; by break: the change of indentation in columns. Coded, see below. */
  gaps: Uint8Array

  constructor(size = 64) {
    this.ids = new Int32Array(size)
    this.gaps = new Uint8Array(size)
  }

  push(id: number, gap: number): void {
    if (this.count === this.ids.length) this.#makeRoom(this.count + 1)
    this.ids[this.count] = id
    this.gaps[this.count] = gap
    this.count++
  }

  set(at: number, id: number, gap: number): void {
    this.ids[at] = id
    this.gaps[at] = gap
  }

  /** Copies `from[start, end)` behind what is there. */
  append(from: TokenList, start = 0, end = from.count): void {
    this.#makeRoom(this.count + end - start)
    // Most pieces are lines: a loop is faster than views of so few tokens.
    if (end - start < FEW_TOKENS) this.#appendFew(from, start, end)
    else {
      this.ids.set(from.ids.subarray(start, end), this.count)
      this.gaps.set(from.gaps.subarray(start, end), this.count)
    }
    this.count += end - start
  }

  /** Puts the first `count` tokens of `by` in the place of those of `[start, end)`. */
  replace(start: number, end: number, by: TokenList, count: number): void {
    const moved = start + count - end
    this.#makeRoom(this.count + moved)
    if (moved !== 0) {
      this.ids.copyWithin(end + moved, end, this.count)
      this.gaps.copyWithin(end + moved, end, this.count)
    }
    this.ids.set(by.ids.subarray(0, count), start)
    this.gaps.set(by.gaps.subarray(0, count), start)
    this.count += moved
  }

  #appendFew(from: TokenList, start: number, end: number): void {
    const shift = this.count - start
    for (let at = start; at < end; at++) {
      this.ids[at + shift] = from.ids[at] ?? 0
      this.gaps[at + shift] = from.gaps[at] ?? 0
    }
  }

  #makeRoom(size: number): void {
    if (size <= this.ids.length) return
    this.ids = grown(this.ids, Int32Array, size)
    this.gaps = grown(this.gaps, Uint8Array, size)
  }
}

/** Code of the blanks `text[from, to)` before a token. */
export function gapOf(text: string, from: number, to: number): number {
  if (to - from === 1) return text.charCodeAt(from) === 9 ? TAB_GAP : 1
  return Math.min(WIDEST_GAP, to - from)
}

/** The blanks that a code stands for. */
export function blanksOf(gap: number): string {
  return gap === TAB_GAP ? '\t' : ' '.repeat(gap)
}

/** Code of a change of indentation. */
export function shiftCode(columns: number): number {
  return SHIFT_ZERO + Math.max(-SHIFT_ZERO, Math.min(SHIFT_ZERO - 1, columns))
}

/** Columns of a change of indentation. */
export function shiftOf(gap: number): number {
  return gap - SHIFT_ZERO
}
