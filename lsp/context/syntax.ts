// Trees for open documents: grammars load beside the requests, parses follow the edits.
import { Grammars, languageOf, type SyntaxTree } from '../../grammars/index.ts'
import { type OpenDocument, takeTree } from '../documents.ts'
import { IdleParses } from './idle-parses.ts'

/** Longest time that a request's own parse may hold the event loop; it goes on without a tree. */
const REPARSE_BUDGET_MS = 30
/** The first parse of a document has no tree to start from; what takes longer is finished when idle. */
const FIRST_PARSE_BUDGET_MS = 50
const PATIENT_BUDGET_MS = 1_000
/** Longest time a request waits for a grammar to load and the first parse to end. */
const FIRST_TREE_WAIT_MS = 400
/** The same where the tree decides what is asked for: a machine that is very busy takes seconds to load a grammar. */
const NEEDED_TREE_WAIT_MS = 10_000
/** Larger files are served by their text alone. */
const MAX_PARSED_CHARS = 2_000_000

export class Syntax {
  readonly #grammars: Grammars
  readonly #idle = new IdleParses()
  readonly #firstTrees = new WeakMap<OpenDocument, { wholeText: number; parse: Promise<void> }>()

  constructor(onError: (problem: string) => void) {
    this.#grammars = new Grammars({ onError })
  }

  /** Loads the grammar of a document and parses it, so that the first request finds the tree. */
  prepare(document: OpenDocument): Promise<void> {
    const known = this.#firstTrees.get(document)
    const { wholeTexts: wholeText } = document
    if (known?.wholeText === wholeText) return known.parse
    const parse = this.#parse(document, FIRST_PARSE_BUDGET_MS)
    this.#firstTrees.set(document, { wholeText, parse })
    return parse
  }

  /** The tree of the document as it is now, or was when the word at the cursor was shorter; undefined without a grammar, or when parsing takes too long. */
  async treeOf(
    document: OpenDocument,
    { isNeeded = false }: { isNeeded?: boolean } = {},
  ): Promise<SyntaxTree | undefined> {
    const { tree, treeFit } = document
    if (treeFit !== 'none' && tree?.follow(document.text.getText())) return tree
    const waitMs = isNeeded ? NEEDED_TREE_WAIT_MS : FIRST_TREE_WAIT_MS
    if (treeFit !== 'exact') await within(this.prepare(document), waitMs)
    // Without a first tree every parse would be a long one.
    if (document.tree && document.treeFit !== 'exact')
      await this.#parse(document, REPARSE_BUDGET_MS)
    return document.treeFit === 'exact' ? document.tree : undefined
  }

  /** The same for somebody who asked on command, and waits longer than a key does. */
  async patientTreeOf(document: OpenDocument): Promise<SyntaxTree | undefined> {
    await this.prepare(document)
    if (document.treeFit !== 'exact') await this.#parse(document, PATIENT_BUDGET_MS)
    return document.treeFit === 'exact' ? document.tree : undefined
  }

  close(): void {
    this.#idle.close()
    this.#grammars.close()
  }

  async #parse(document: OpenDocument, budgetMs: number): Promise<void> {
    const language = languageOf({ fileName: document.uri, languageId: document.languageId })
    const parser = language && (await this.#grammars.parserOf(language))
    const text = document.text.getText()
    if (!parser || !document.isOpen || text.length > MAX_PARSED_CHARS) return
    const tree = parser.parse(text, document.tree, { budgetMs })
    if (!tree) {
      void this.#idle.finish(document, parser)
      return
    }
    takeTree(document, tree)
  }
}

/** The value if it is there in time; the wait is given up, not the work. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
