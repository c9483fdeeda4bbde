// The engine is asked about the first document before anybody asks: what is slow the first time is over by then.
import type { Refusal } from './context/policy/permission.ts'
import type { OpenDocument } from './documents.ts'
import type { Settings } from './settings.ts'
import type { Suggester } from './suggester.ts'

export interface RehearsalParts {
  /** Those that hold once the editor has told them. */
  settings(document: OpenDocument): Promise<Settings>
  refusal(document: OpenDocument, settings: Settings): Refusal | undefined
  nameOf(document: OpenDocument): string
  suggester: Pick<Suggester, 'fromEngine'>
}

/**
 * Starts the engine's thread, has it read the text and compile what an answer runs, once for all documents: 0.1 s of
 * another core. What it says is for nobody, and a real question about the document ends it.
 */
export function rehearsal({ settings, refusal, nameOf, suggester }: RehearsalParts) {
  let isOver = false
  return async (document: OpenDocument): Promise<void> => {
    if (isOver) return
    const now = await settings(document)
    if (isOver || !now.engine.enabled || refusal(document, now)) return
    isOver = true
    const cursor = { line: document.text.lineCount >> 1, character: 0 }
    await suggester.fromEngine({ document, cursor, fileName: nameOf(document), typed: '' }, now)
  }
}
