import { readFile } from 'node:fs/promises'
import { type Assets, findAssets } from './assets.ts'
import type { Language } from './languages.ts'
import { Grammar, QUERY_NAMES, type QueryName } from './parser.ts'
import { SyntaxParser } from './syntax-tree.ts'

export interface GrammarsOptions {
  /** Told once of each grammar or query that cannot be used. */
  onError?: (problem: string) => void
  /** Where the files are; found by themselves unless a test brings its own. */
  assets?: Assets
}

/** Loads each grammar when it is first asked for, and keeps it until closed. */
export class Grammars {
  readonly #assets: Assets
  readonly #onError: (problem: string) => void
  readonly #loads = new Map<string, Promise<Grammar | undefined>>()
  #isClosed = false

  constructor({ onError = () => {}, assets = findAssets() }: GrammarsOptions = {}) {
    this.#assets = assets
    this.#onError = onError
  }

  /**
   * A parser for a language; nothing if it has no grammar or its grammar does not load.
   * Never rejects. Concurrent callers share one load, and a failed load is not tried again.
   */
  async parserOf(language: Language): Promise<SyntaxParser | undefined> {
    const name = language.grammar
    if (name === undefined || this.#isClosed) return undefined
    const load = this.#loads.get(name) ?? this.#load(name)
    this.#loads.set(name, load)
    const grammar = await load
    return grammar?.isUsable ? new SyntaxParser(language, grammar) : undefined
  }

  /** Frees parsers and queries. Trees live on until they are closed, but answer no queries. */
  close(): void {
    this.#isClosed = true
    for (const load of this.#loads.values()) void load.then((grammar) => grammar?.close())
  }

  async #load(name: string): Promise<Grammar | undefined> {
    try {
      const grammar = await Grammar.load({
        grammarFile: this.#assets.grammarFile(name),
        runtimeFile: this.#assets.runtimeFile(),
        onTrap: (problem) => this.#onError(`the grammar "${name}" failed: ${problem}`),
      })
      for (const query of QUERY_NAMES) await this.#addQuery(grammar, name, query)
      return grammar
    } catch (error) {
      this.#onError(`the grammar "${name}" cannot be loaded: ${messageOf(error)}`)
      return undefined
    }
  }

  /** A grammar without a query still parses; who asks the query finds nothing. */
  async #addQuery(grammar: Grammar, name: string, query: QueryName): Promise<void> {
    try {
      const parts = await Promise.all(this.#assets.queryFiles(name, query).map(readOptional))
      const source = parts.filter((part) => part !== undefined).join('\n')
      if (source !== '') grammar.addQuery(query, source)
    } catch (error) {
      this.#onError(`the query "${query}" of "${name}" cannot be used: ${messageOf(error)}`)
    }
  }
}

/** The content of a file, or nothing if there is none. */
async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
