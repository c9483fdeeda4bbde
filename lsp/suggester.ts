// Document and cursor -> suggestion: what the editor feature and the command line share.

import { randomUUID } from 'node:crypto'
import type { Position } from 'vscode-languageserver-textdocument'
import type { FeedbackEvent } from '../protocol/index.ts'
import { gather } from './context/gather.ts'
import { Redaction } from './context/redact/redaction.ts'
import { boundsAround, isInside } from './context/split.ts'
import type { Syntax } from './context/syntax.ts'
import type { Workspace } from './context/workspace/workspace.ts'
import type { OpenDocument } from './documents.ts'
import type { LocalEngine } from './engine/local-engine.ts'
import type { GatewayClient, Listener } from './gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Question, type Wish } from './gateway-wire.ts'
import type { Settings } from './settings.ts'

export interface Asked {
  document: OpenDocument
  cursor: Position
  /** Name for the gateway, relative to the workspace. */
  fileName: string
  /** Text that the editor's completion widget would insert first. */
  typed: string
}

/** What the embedded engine says, and how sure it is. */
export interface EmbeddedSuggestion {
  suggestion: GatewaySuggestion
  /** 0…1: the share of such suggestions with nothing wrong in them. */
  confidence: number
}

export class Suggester {
  readonly #syntax: Syntax
  readonly #workspace: Workspace | undefined
  readonly #redaction = new Redaction()
  readonly #engine: LocalEngine
  #client: Promise<GatewayClient> | undefined

  /** Without a workspace only the document itself is known. */
  constructor(syntax: Syntax, engine: LocalEngine, workspace?: Workspace) {
    this.#syntax = syntax
    this.#engine = engine
    this.#workspace = workspace
  }

  /** Gets ready for the first question: loads the network code, if there is anybody to ask. */
  warmUp(settings: Settings): void {
    if (hasModel(settings)) void this.#networkClient()
  }

  /** Does for a document that was opened what its first question would wait for. */
  prepare(document: OpenDocument): void {
    void this.#syntax.prepare(document)
    this.#redaction.prepare(document)
  }

  /** The model's suggestion, or the engine's where there is no model, or it fails. Undefined: there is none. */
  async suggest(
    asked: Asked,
    settings: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion | undefined> {
    const embedded = this.fromEngine(asked, settings)
    if (!hasModel(settings)) return (await embedded)?.suggestion
    try {
      const suggestion = await this.fromModel(asked, settings, listener)
      return suggestion?.source === 'embedded' ? (await embedded)?.suggestion : suggestion
    } catch (error) {
      const suggestion = listener.signal.aborted ? undefined : await embedded
      if (!suggestion) throw error
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
    const prefix = text.slice(bounds.from, bounds.cursor) + typed
    const suffix = text.slice(bounds.cursor, bounds.to)
    if (isBinary(prefix) || isBinary(suffix)) return undefined
    const { languageId } = document
    const answer = await this.#engine.ask({ fileName, languageId, prefix, suffix })
    if (!answer) return undefined
    const suggestion = { ...EMBEDDED, id: randomUUID(), text: answer.text }
    return { suggestion, confidence: answer.confidence }
  }

  /**
   * What the model says; of source `embedded` where the gateway has none. Undefined when there is nothing to ask
   * about: a cursor outside the document, or binary text. Rejects with a GatewayFailure or the signal's reason.
   */
  async fromModel(
    asked: Asked,
    settings: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion | undefined> {
    const question = await this.#questionFor(asked, settings, listener.signal)
    return question && this.#fromGateway(question, settings, onlyModels(listener))
  }

  async #questionFor(
    asked: Asked,
    settings: Settings,
    signal: AbortSignal,
  ): Promise<Question | undefined> {
    const { document, cursor } = asked
    if (!isInside(cursor, document.text.lineCount)) return undefined
    // Only the text around the cursor leaves a workspace that nobody vouches for.
    const tree = settings.workspace.trusted ? await this.#syntax.treeOf(document) : undefined
    signal.throwIfAborted()
    const redaction = settings.codeCompletion.enableSecretRedaction ? this.#redaction : undefined
    const workspace = this.#workspaceFor(settings)
    const question = await gather(document, cursor, { ...asked, tree, redaction, workspace })
    signal.throwIfAborted()
    return isBinary(question.prefix) || isBinary(question.suffix) ? undefined : question
  }

  /** Begins to learn from the folders of the workspace. */
  readFolders(paths: readonly string[]): void {
    this.#engine.read(paths)
  }

  /** Tells the configured gateway what became of suggestions. */
  async tell(events: readonly FeedbackEvent[], { gateway }: Settings): Promise<void> {
    if (gateway.url) await (await this.#networkClient()).tell(gateway, events)
  }

  async close(): Promise<void> {
    await this.#engine.close()
    await (await this.#client)?.close()
  }

  async #fromGateway(
    question: Question,
    { gateway }: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion> {
    const client = await this.#networkClient()
    listener.signal.throwIfAborted()
    if (question.wish.kind === 'generation') {
      const generated = await generation(client.suggest(gateway, question, listener))
      if (generated) return generated
    }
    return client.suggest(gateway, { ...question, wish: COMPLETION }, listener)
  }

  #workspaceFor({ context, workspace }: Settings): Workspace | undefined {
    return context.workspace && workspace.trusted ? this.#workspace : undefined
  }

  /** Loaded on demand, so that it does not delay the answer to `initialize`. */
  #networkClient(): Promise<GatewayClient> {
    this.#client ??= import('./gateway.ts').then(({ GatewayClient }) => new GatewayClient())
    return this.#client
  }
}

/** Whether the settings name somebody who may have a model. */
export const hasModel = ({ gateway }: Settings): boolean => gateway.url !== ''

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

const isBinary = (text: string): boolean => text.includes('\0')
