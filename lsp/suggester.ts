// Document and cursor -> suggestion: what the editor feature and the command line share.

import { randomUUID } from 'node:crypto'
import type { FeedbackEvent } from '../protocol/index.ts'
import { type Asked, Gathering, isBinary } from './context/gathering.ts'
import type { Places } from './context/policy/places.ts'
import { boundsAround, isInside } from './context/split.ts'
import type { Syntax } from './context/syntax.ts'
import type { Workspace } from './context/workspace/workspace.ts'
import type { OpenDocument } from './documents.ts'
import type { LocalEngine } from './engine/local-engine.ts'
import type { Listener } from './gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Question, type Wish } from './gateway-wire.ts'
import { hasModel, type Models } from './models.ts'
import type { Settings } from './settings.ts'

/** What the embedded engine says, and how sure it is. */
export interface EmbeddedSuggestion {
  suggestion: GatewaySuggestion
  /** 0…1: the share of such suggestions with nothing wrong in them. */
  confidence: number
}

export interface SuggesterParts {
  syntax: Syntax
  engine: LocalEngine
  models: Models
  /** Undefined: only the document itself is known. */
  workspace?: Workspace
}

export class Suggester {
  readonly #gathering: Gathering
  readonly #engine: LocalEngine
  readonly #models: Models

  constructor({ syntax, engine, models, workspace }: SuggesterParts) {
    this.#gathering = new Gathering({ syntax, workspace })
    this.#engine = engine
    this.#models = models
  }

  /** Gets ready for the first question: loads the network code, if there is anybody to ask. */
  warmUp(settings: Settings): void {
    this.#engine.configure(settings.engine)
    this.#models.warmUp(settings).catch(() => {
      // The first question reports it.
    })
  }

  /** Does for a document that was opened what its first question would wait for. */
  prepare(document: OpenDocument, settings: Settings): void {
    this.#gathering.prepare(document, settings)
  }

  /**
   * The model's suggestion, or the engine's where there is no model, or it fails, which `failed` is told.
   * Undefined: there is none.
   */
  async suggest(
    asked: Asked,
    settings: Settings,
    { failed, ...listener }: Listener & { failed(error: unknown): void },
  ): Promise<GatewaySuggestion | undefined> {
    const embedded = this.fromEngine(asked, settings)
    if (!hasModel(settings)) return (await embedded)?.suggestion
    try {
      const suggestion = await this.fromModel(asked, settings, listener)
      return suggestion?.source === 'embedded' ? (await embedded)?.suggestion : suggestion
    } catch (error) {
      const suggestion = listener.signal.aborted ? undefined : await embedded
      if (!suggestion) throw error
      failed(error)
      return suggestion.suggestion
    }
  }

  /** What the embedded engine says; undefined: it is switched off, unsure, or the text is none. Never rejects. */
  async fromEngine(
    { document, cursor, fileName, typed }: Asked,
    { engine }: Settings,
  ): Promise<EmbeddedSuggestion | undefined> {
    if (!engine.enabled || !isInside(cursor, document.text.lineCount)) return undefined
    const text = document.text.getText()
    const bounds = boundsAround(text, document.text.offsetAt(cursor))
    const prefix = document.above() + text.slice(bounds.from, bounds.cursor) + typed
    const suffix = text.slice(bounds.cursor, bounds.to)
    if (isBinary(prefix) || isBinary(suffix)) return undefined
    const { languageId } = document
    const isPart = bounds.from > 0 || bounds.to < text.length
    const answer = await this.#engine.ask({ fileName, languageId, prefix, suffix, isPart })
    if (!answer) return undefined
    const { text: said, evidence, confidence } = answer
    return { suggestion: { ...EMBEDDED, id: randomUUID(), text: said, evidence }, confidence }
  }

  /** The engine stops with what it was asked about a file. */
  cancelEngine(fileName: string): void {
    this.#engine.cancel(fileName)
  }

  /**
   * What the model says; of source `embedded` where the gateway has none. Undefined when there is nothing to ask
   * about: a cursor outside the document, or binary text. Rejects with a GatewayFailure or the signal's reason.
   * `sent` is called when the question is ready to go out.
   */
  async fromModel(
    asked: Asked,
    settings: Settings,
    listener: Listener,
    sent?: () => void,
  ): Promise<GatewaySuggestion | undefined> {
    const question = await this.#gathering.questionFor(asked, settings, listener.signal)
    sent?.()
    return question && this.#askModels(question, settings, onlyModels(listener))
  }

  /** All that a model must know; undefined as above. Rejects with the signal's reason. */
  questionFor(
    asked: Asked,
    settings: Settings,
    signal: AbortSignal,
  ): Promise<Question | undefined> {
    return this.#gathering.questionFor(asked, settings, signal)
  }

  /** Begins to learn from the folders of the workspace. */
  readPlaces(places: Places): void {
    this.#engine.read(places)
  }

  /** Tells the configured gateway what became of suggestions. */
  tell(events: readonly FeedbackEvent[], settings: Settings): Promise<void> {
    return this.#models.tell(settings, events)
  }

  async close(): Promise<void> {
    await this.#engine.close()
    await this.#models.close()
  }

  async #askModels(
    question: Question,
    settings: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion> {
    const ask = async (wish: Wish): Promise<GatewaySuggestion> => {
      const suggestion = await this.#models.suggest(settings, { ...question, wish }, listener)
      const { promptChars } = suggestion
      if (promptChars) this.#gathering.notePromptChars(settings, promptChars)
      return suggestion
    }
    if (question.wish.kind === 'completion') return ask(COMPLETION)
    return (await generation(ask(question.wish))) ?? ask(COMPLETION)
  }
}

/** What the gateway's engine says piece by piece is not what will be shown: the one here knows more. */
const onlyModels = ({ signal, heard }: Listener): Listener => ({
  signal,
  heard: heard && ((soFar) => (soFar.source === 'embedded' ? undefined : heard(soFar))),
})

const EMBEDDED = { source: 'embedded', model: 'embedded' } as const
const COMPLETION: Wish = { kind: 'completion' }

/** Undefined where a gateway only completes: the embedded engine is silent, a key without the grant is refused. */
async function generation(
  asked: Promise<GatewaySuggestion>,
): Promise<GatewaySuggestion | undefined> {
  try {
    const suggestion = await asked
    return suggestion.source === 'embedded' && !suggestion.text ? undefined : suggestion
  } catch (error) {
    if (error instanceof GatewayFailure && error.status === 403) return undefined
    throw error
  }
}
