// With the first document, what is slow the first time is done before anybody asks.
import type { Refusal } from './context/policy/permission.ts'
import type { OpenDocument } from './documents.ts'
import { rehearseTyping } from './rehearsed-typing.ts'
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
 * Once for all documents: starts the engine's thread, has it read the text and compile what an answer runs, 0.1 s of
 * another core, and runs here what keys do. What the engine says is for nobody, and a real question about the document
 * ends it.
 */
export function rehearsal({ settings, refusal, nameOf, suggester }: RehearsalParts) {
  let isOver = false
  return async (document: OpenDocument): Promise<void> => {
    if (isOver) return
    const now = await settings(document)
    if (isOver || refusal(document, now)) return
    isOver = true
    const cursor = { line: document.text.lineCount >> 1, character: 0 }
    const asked = { document, cursor, fileName: nameOf(document), typed: '' }
    const engine = now.engine.enabled ? suggester.fromEngine(asked, now) : undefined
    await rehearseTyping(now)
    await engine
  }
}
