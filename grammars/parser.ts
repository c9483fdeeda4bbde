// Compiled grammars and their queries. With runtime.ts and long-parse.ts the only home of web-tree-sitter.
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import {
  Language as CompiledGrammar,
  Edit,
  type Node,
  Parser,
  type Point,
  Query,
  type QueryMatch,
  type QueryOptions,
  type Range as TextPart,
  type Tree,
} from 'web-tree-sitter'
import { COMPRESSED } from './assets.ts'
import { LongParse } from './long-parse.ts'
import { type Runtime, startRuntime, type TrapListener } from './runtime.ts'
import { TextReader } from './text-reader.ts'

export type { Node, Point, QueryMatch, QueryOptions, TextPart, Tree }

/** The queries a grammar may have, each in `queries/<grammar>/<name>.scm`. */
export const QUERY_NAMES = ['scopes', 'imports', 'comments', 'empty-bodies'] as const
export type QueryName = (typeof QUERY_NAMES)[number]

/** A text change. Indexes and columns count UTF-16 code units; rows start at zero. */
export interface Change {
  readonly startIndex: number
  readonly oldEndIndex: number
  readonly newEndIndex: number
  readonly startPosition: Point
  readonly oldEndPosition: Point
  readonly newEndPosition: Point
}

export interface ParseLimits {
  /** Longest parse; infinite: as long as it takes. */
  readonly budgetMs: number
  /** What to parse of the text; all of it if left out. Not empty. */
  readonly parts?: TextPart[] | undefined
}

export interface GrammarSource {
  grammarFile: string
  runtimeFile: string
  /** Told once when code of a grammar fails, which ends the use of all grammars. */
  onTrap: TrapListener
}

/** Longest query; what it found by then is the answer. They take 0.1 ms, but 60 s on 200,000 `(`. */
const QUERY_BUDGET_MS = 10

/** A grammar in memory, shared by all documents and languages that use it. */
export class Grammar {
  readonly #runtime: Runtime
  readonly #onTrap: TrapListener
  readonly #compiled: CompiledGrammar
  readonly #parser: Parser
  readonly #queries = new Map<QueryName, Query>()
  readonly #readers = new WeakMap<Tree, TextReader>()
  #isClosed = false

  private constructor(started: Runtime, compiled: CompiledGrammar, onTrap: TrapListener) {
    this.#runtime = started
    this.#onTrap = onTrap
    this.#compiled = compiled
    this.#parser = new Parser().setLanguage(compiled)
    // The first parse compiles the lexer, 1 to 15 ms: better here than under a keystroke.
    this.#parser.parse('\n')?.delete()
  }

  /** Rejects when a file is missing, broken, or of a version that the runtime cannot use. */
  static async load({ grammarFile, runtimeFile, onTrap }: GrammarSource): Promise<Grammar> {
    const [bytes, started] = await Promise.all([readWasm(grammarFile), startRuntime(runtimeFile)])
    if (started.hasTrapped) throw new Error('another grammar failed before')
    // Takes 1 to 3 ms, for functions are compiled when first called. `Language.load` compiles
    // them all, and blocks the event loop for up to 40 ms (C++).
    const module = new WebAssembly.Module(bytes)
    // Without this check web-tree-sitter would print to stdout, which belongs to LSP.
    if (!WebAssembly.Module.exports(module).some(({ name }) => name.startsWith('tree_sitter_'))) {
      throw new Error(`${grammarFile} holds no grammar`)
    }
    return new Grammar(started, CompiledGrammar.loadSync(module), onTrap)
  }

  get isUsable(): boolean {
    return !this.#isClosed && !this.#runtime.hasTrapped
  }

  /** Throws when the query does not fit the grammar. */
  addQuery(name: QueryName, source: string): void {
    this.#queries.set(name, new Query(this.#compiled, source))
  }

  /** A tree, or nothing when time or memory ran out. */
  parse(
    text: string,
    previous: Tree | undefined,
    { budgetMs, parts }: ParseLimits,
  ): Tree | undefined {
    if (this.#isClosed) return undefined
    const deadline = performance.now() + budgetMs
    const isFull = this.#runtime.memoryWatch()
    let isStopped = false
    const mustStop = (): boolean => {
      isStopped ||= performance.now() > deadline || isFull()
      return isStopped
    }
    const reader = new TextReader(text, mustStop)
    const options = { progressCallback: mustStop, ...(parts ? { includedRanges: parts } : {}) }
    const tree = this.#guard(() => this.#parser.parse(reader.read, previous, options))
    reader.parsed()
    if (tree && !isStopped) {
      this.#readers.set(tree, reader)
      return tree
    }
    this.free(tree)
    this.#guard(() => this.#parser.reset())
    return undefined
  }

  /** A parse that is done a slice at a time; nothing once the grammar is closed. */
  parseInSlices(text: string, parts: TextPart[] | undefined): LongParse | undefined {
    if (this.#isClosed) return undefined
    const parser = this.#guard(() => new Parser().setLanguage(this.#compiled))
    return (
      parser && new LongParse({ parser, runtime: this.#runtime, onTrap: this.#onTrap, text, parts })
    )
  }

  matches(name: QueryName, tree: Tree, options: QueryOptions): QueryMatch[] {
    if (this.#isClosed) return []
    const deadline = performance.now() + QUERY_BUDGET_MS
    const progressCallback = (): boolean => performance.now() > deadline
    const query = this.#queries.get(name)
    const limited = { ...options, progressCallback }
    return this.#guard(() => query?.matches(tree.rootNode, limited)) ?? []
  }

  /** Nodes read their text from here now; false for a tree that was parsed in slices. */
  follow(tree: Tree, text: string): boolean {
    const reader = this.#readers.get(tree)
    reader?.follow(text)
    return reader !== undefined
  }

  isToken(word: string): boolean {
    return this.#guard(() => this.#compiled.idForNodeType(word, false) !== null) ?? false
  }

  edit(tree: Tree, change: Change): void {
    this.#guard(() => tree.edit(new Edit(change)))
  }

  free(freed: { delete(): void } | null | undefined): void {
    this.#guard(() => freed?.delete())
  }

  /** Frees the parser and the queries; the code stays until the process ends. */
  close(): void {
    if (this.#isClosed) return
    for (const owned of [this.#parser, ...this.#queries.values()]) this.free(owned)
    this.#isClosed = true
  }

  /** Runs what asks nodes of a tree. A trap costs syntax, not the process. */
  guarded<T>(action: () => T): T | undefined {
    return this.#guard(action)
  }

  #guard<T>(action: () => T): T | undefined {
    return this.#runtime.guard(action, this.#onTrap)
  }
}

/** Decompressing takes 1 to 6 ms, in another thread. */
async function readWasm(file: string): Promise<Buffer> {
  const bytes = await readFile(file)
  return file.endsWith(COMPRESSED) ? promisify(brotliDecompress)(bytes) : bytes
}
