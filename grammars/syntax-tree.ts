import type { Language } from './languages.ts'
import type {
  Change,
  Grammar,
  Node,
  Point,
  QueryMatch,
  QueryName,
  QueryOptions,
  TextPart,
  Tree,
} from './parser.ts'
import { scriptsOf, wholeOf } from './parts.ts'

export interface ParseOptions {
  /** Longest parse; without it, as long as it takes. */
  budgetMs?: number
}

/** A parse that is done a slice at a time. It frees itself when it ends; `close` gives it up. */
export interface SlicedParse {
  /** False once it has ended, with a tree or without one. */
  readonly isUnderWay: boolean
  /** Goes on for about so many milliseconds; the tree, once it is whole. The caller closes the tree. */
  step(sliceMs: number): SyntaxTree | undefined
  close(): void
}

/** Parses the documents of one language; one is enough for all of them. */
export class SyntaxParser {
  readonly language: Language
  readonly #grammar: Grammar

  constructor(language: Language, grammar: Grammar) {
    this.language = language
    this.#grammar = grammar
  }

  /**
   * The tree of a text, or nothing when time or memory ran out. The caller closes the tree.
   * A `previous` tree that was told of every edit since makes this incremental. It stays the
   * caller's to close; a closed one, or one of another grammar, is ignored.
   */
  parse(text: string, previous?: SyntaxTree, options: ParseOptions = {}): SyntaxTree | undefined {
    const grammar = this.#grammar
    const { language } = this
    const parts = language.parsedPart && scriptsOf(text)
    if (parts?.length === 0) return undefined
    const limits = { budgetMs: options.budgetMs ?? Number.POSITIVE_INFINITY, parts }
    const tree = grammar.parse(text, previous?.treeOf(grammar), limits)
    return tree && new SyntaxTree({ text, tree, language, grammar, parts })
  }

  /** Parses what is too long to be parsed at once; nothing where there is nothing to parse. */
  parseInSlices(text: string): SlicedParse | undefined {
    const grammar = this.#grammar
    const { language } = this
    const parts = language.parsedPart && scriptsOf(text)
    const job = parts?.length === 0 ? undefined : grammar.parseInSlices(text, parts)
    if (!job) return undefined
    return {
      get isUnderWay() {
        return job.isUnderWay
      },
      step(sliceMs) {
        const tree = job.step(sliceMs)
        return tree && new SyntaxTree({ text, tree, language, grammar, parts })
      },
      close: () => job.close(),
    }
  }
}

interface SyntaxTreeParts {
  text: string
  tree: Tree
  language: Language
  grammar: Grammar
  parts: TextPart[] | undefined
}

/** The syntax of one version of a document. Its nodes are dead once it is closed. */
export class SyntaxTree {
  readonly language: Language
  #text: string
  readonly #grammar: Grammar
  #parts: readonly TextPart[] | undefined
  #tree: Tree | undefined
  #isEdited = false

  constructor({ text, tree, language, grammar, parts }: SyntaxTreeParts) {
    this.#text = text
    this.language = language
    this.#tree = tree
    this.#grammar = grammar
    this.#parts = parts
  }

  get text(): string {
    return this.#text
  }

  /** What was parsed: all of the text, but only the scripts of a component file. */
  get parts(): readonly TextPart[] {
    this.#parts ??= [wholeOf(this.text)]
    return this.#parts
  }

  /** Whether a position lies in what was parsed. */
  covers({ row, column }: Point): boolean {
    if (!this.language.parsedPart) return true
    return this.parts.some(
      ({ startPosition: start, endPosition: end }) =>
        (row > start.row || (row === start.row && column >= start.column)) &&
        (row < end.row || (row === end.row && column <= end.column)),
    )
  }

  /** Nothing once the tree or its grammar is closed. */
  get root(): Node | undefined {
    return this.#grammar.isUsable ? this.#tree?.rootNode : undefined
  }

  /** Whether the nodes fit `text`: neither edited nor closed. */
  get isCurrent(): boolean {
    return this.root !== undefined && !this.#isEdited
  }

  /**
   * Runs a query from the root; nothing matches if the grammar lacks it or the tree is closed.
   * Limit it by positions: web-tree-sitter 0.27 takes the indexes of a query for bytes.
   */
  matches(name: QueryName, options: QueryOptions = {}): QueryMatch[] {
    return this.#tree ? this.#grammar.matches(name, this.#tree, options) : []
  }

  /** Whether a word of the text, by its index, is a name or part of a text: whatever the grammar does not spell out. */
  isName(index: number): boolean {
    return this.ask(() => this.root?.descendantForIndex(index)?.isNamed ?? false, false)
  }

  /** Whether the grammar spells out a word, as it does with `return`. */
  isToken(word: string): boolean {
    return this.#grammar.isToken(word)
  }

  /** What an action finds by asking nodes; the fallback if their grammar fails. */
  ask<T>(action: () => T, fallback: T): T {
    return this.#grammar.guarded(action) ?? fallback
  }

  /** Moves the nodes to where a change puts them, for an incremental parse of the new text. */
  edit(change: Change): void {
    this.#isEdited = true
    if (this.#tree) this.#grammar.edit(this.#tree, change)
  }

  /**
   * Makes the tree, which was told of every edit since, one of the new text without a parse: true to it where words
   * only grew or shrank. False where that cannot be had.
   */
  follow(text: string): boolean {
    // The parts of a component file would have to move as well.
    if (this.language.parsedPart || !this.#tree || !this.#grammar.follow(this.#tree, text))
      return false
    this.#text = text
    this.#parts = undefined
    this.#isEdited = false
    return true
  }

  /** The raw tree for an incremental parse, if that grammar made it. */
  treeOf(grammar: Grammar): Tree | undefined {
    return grammar === this.#grammar ? this.#tree : undefined
  }

  /** Frees the tree. Closing twice is harmless. */
  close(): void {
    this.#grammar.free(this.#tree)
    this.#tree = undefined
  }
}
