// First parses of long files, finished while nothing else is to be done.
import { setTimeout as later, setImmediate as nextTurn } from 'node:timers/promises'
import type { SlicedParse, SyntaxParser, SyntaxTree } from '../../grammars/index.ts'
import { type OpenDocument, takeTree } from '../documents.ts'

/** How long a slice may hold the event loop. */
const SLICE_MS = 8
/** An edit makes a parse worthless; the next one waits for the typing to rest. */
const REST_MS = 300

export class IdleParses {
  readonly #underWay = new WeakSet<OpenDocument>()
  #isClosed = false

  /** Gives the document a tree once it can; harmless if that is under way already. */
  async finish(document: OpenDocument, parser: SyntaxParser): Promise<void> {
    if (this.#underWay.has(document)) return
    this.#underWay.add(document)
    while (this.#isWanted(document)) {
      const { revision } = document
      const job = parser.parseInSlices(document.text.getText())
      const tree = job && (await this.#run(job, document))
      if (tree) takeTree(document, tree)
      if (tree || !job || document.revision === revision) break
      await later(REST_MS, undefined, { ref: false })
    }
    this.#underWay.delete(document)
  }

  close(): void {
    this.#isClosed = true
  }

  async #run(job: SlicedParse, document: OpenDocument): Promise<SyntaxTree | undefined> {
    const { revision } = document
    while (job.isUnderWay) {
      await nextTurn()
      if (!this.#isWanted(document) || document.revision !== revision) break
      const tree = job.step(SLICE_MS)
      if (tree) return tree
    }
    job.close()
    return undefined
  }

  #isWanted({ isOpen, treeFit }: OpenDocument): boolean {
    return isOpen && treeFit !== 'exact' && !this.#isClosed
  }
}
