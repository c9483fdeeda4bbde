// What is known of a workspace: files that rest, sorted, and files that changed since, linked.
import { Changed } from './changed.ts'
import { indentStyleOf } from './indentation.ts'
import type { KeptFile } from './kept-file.ts'
import { lexing, SLICE_CHARS } from './lexer.ts'
import type { Asker } from './relations.ts'
import { repeatedShare, USUAL_SHARE } from './repeated-lines.ts'
import { Resting } from './resting.ts'
import { shiftCode, TokenList } from './token-list.ts'
import { FILE_START, type Vocabulary } from './vocabulary.ts'

/** Caps of what is kept. */
export interface WorkspaceLimits {
  /** Texts beyond this are not taken in. */
  maxFileChars: number
  /** All arrays together, in bytes; files beyond it are not taken in. */
  maxBytes: number
}

export const DEFAULT_LIMITS: WorkspaceLimits = { maxFileChars: 1_000_000, maxBytes: 128_000_000 }

/** What a token takes once it is sorted, and with its links, in bytes. */
const SORTED_TOKEN_BYTES = 9
const LINKED_TOKEN_BYTES = 50
/** What is kept of a file beside its tokens, in bytes; measured with names of 20 characters. */
const FILE_BYTES = 400
/** Characters of a token and the blanks around it. */
const TOKEN_CHARS = 4
/** No system has longer paths. */
const MAX_NAME_CHARS = 4_096

export class Workspace {
  readonly vocabulary: Vocabulary
  /** What is kept already stays when they become smaller. */
  limits: WorkspaceLimits
  /** Another one once something else may be found in it. */
  version = 0
  /** The share of lines that stood in it twice when it was last sorted, 0…1. */
  repeatedShare = USUAL_SHARE
  readonly resting: Resting
  readonly changed: Changed
  #files = new Map<string, KeptFile>()
  /** The text that is being read: its tokens are copied to where they stay. */
  readonly #lexedList = new TokenList()

  constructor(vocabulary: Vocabulary, limits: WorkspaceLimits = DEFAULT_LIMITS) {
    this.vocabulary = vocabulary
    this.limits = limits
    this.resting = new Resting()
    this.changed = new Changed()
  }

  get bytes(): number {
    return this.vocabulary.bytes + this.resting.bytes + this.changed.bytes + this.#filesBytes
  }

  get fileCount(): number {
    return this.#files.size
  }

  get tokenCount(): number {
    return this.resting.tokens.count + this.changed.chains.tokens.count
  }

  get names(): Iterable<string> {
    return this.#files.keys()
  }

  has(name: string): boolean {
    return this.#files.has(name)
  }

  /** Part of what is kept that changed since `settle`, 0…1. */
  get changedShare(): number {
    return this.changed.chains.tokens.count / Math.max(1, this.tokenCount)
  }

  /** Reads a file for the next `settle`; nothing is found in it before. False: over a cap. */
  load(name: string, text: string): boolean {
    const loading = this.loading(name, text)
    for (;;) {
      const { done, value } = loading.next()
      if (done) return value
    }
  }

  /** The same in slices of some milliseconds, of which most files are one. */
  *loading(name: string, text: string): Generator<void, boolean> {
    if (!this.#fits(name, text, SORTED_TOKEN_BYTES)) return false
    // Between two slices another file may be taken in.
    const list = text.length < SLICE_CHARS ? this.#lexedList : new TokenList()
    const known = this.#files.get(name)
    const { unit } = indentStyleOf(text)
    yield* this.#lexing(list, text, unit)
    // What was taken in meanwhile is newer.
    if (this.#files.get(name) !== known) return true
    this.drop(name)
    const file = this.resting.load(name, list, unit)
    this.#files.set(name, file)
    return true
  }

  /** Takes in a file as it is now; it is found at once. False: over a cap. */
  take(name: string, text: string): boolean {
    this.drop(name)
    if (!this.#fits(name, text, LINKED_TOKEN_BYTES)) return false
    const { unit } = indentStyleOf(text)
    for (const _slice of this.#lexing(this.#lexedList, text, unit));
    const file = this.changed.take(name, this.#lexedList, unit)
    this.version++
    this.#files.set(name, file)
    return true
  }

  drop(name: string): void {
    const file = this.#files.get(name)
    if (!file) return
    file.isAlive = false
    this.version++
    this.#files.delete(name)
  }

  /** To be called with each question, before anything is looked for. */
  standTo(asker: Asker): void {
    for (const { relations, files } of [this.resting, this.changed])
      relations.begin(files, asker, this.version)
  }

  /** Sorts everything that is alive at once: the time it takes grows with the workspace. */
  settle(): void {
    for (const _slice of this.settling());
  }

  /** The same in slices of some milliseconds. Between them questions are answered from what was sorted before. */
  *settling(): Generator<void> {
    yield* this.resting.settling(this.changed, this.vocabulary.count)
    this.version++
    this.repeatedShare = yield* repeatedShare(this.resting)
  }

  get #filesBytes(): number {
    return this.#files.size * FILE_BYTES
  }

  #fits(name: string, text: string, tokenBytes: number): boolean {
    if (text.length > this.limits.maxFileChars || name.length > MAX_NAME_CHARS) return false
    if (text.includes('\0')) return false
    const { vocabulary, resting, changed } = this
    const kept = vocabulary.bytes + changed.bytes + this.#filesBytes
    const sorted = resting.tokens.count * SORTED_TOKEN_BYTES
    return kept + sorted + (text.length / TOKEN_CHARS) * tokenBytes < this.limits.maxBytes
  }

  *#lexing(list: TokenList, text: string, unit: number): Generator<void> {
    list.count = 0
    list.push(FILE_START, shiftCode(0))
    // The end of a text ends its last line, too.
    const ended = text.endsWith('\n') ? text : `${text}\n`
    yield* lexing(list, this.vocabulary, ended, unit)
  }
}
