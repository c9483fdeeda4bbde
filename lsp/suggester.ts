// Document and cursor -> suggestion: what the editor feature and the command line share.

import { randomUUID } from 'node:crypto'
import type { Position } from 'vscode-languageserver-textdocument'
import type { EngineSuggestion } from '../engine/index.ts'
import type { FeedbackEvent } from '../protocol/index.ts'
import { ChildGateway } from './child-gateway.ts'
import { gather } from './context/gather.ts'
import { Redaction } from './context/redact/redaction.ts'
import { isInside } from './context/split.ts'
import type { Syntax } from './context/syntax.ts'
import type { OpenDocument } from './documents.ts'
import type { LocalEngine } from './engine/local-engine.ts'
import type { Listener } from './gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Question, type Wish } from './gateway-wire.ts'
import { hasModel, type Models } from './models.ts'
import type { Settings } from './settings.ts'

export interface Asked {
  document: OpenDocument
  cursor: Position
  /** Name for the gateway, relative to the workspace. */
  fileName: string
  /** Text that the editor's completion widget would insert first. */
  typed: string
}

export class Suggester {
  readonly #syntax: Syntax
  readonly #child: ChildGateway
  readonly #redaction = new Redaction()
  readonly #engine: LocalEngine
  readonly #models: Models

  constructor(syntax: Syntax, entry: string, engine: LocalEngine, models: Models) {
    this.#syntax = syntax
    this.#models = models
    this.#engine = engine
    this.#child = new ChildGateway(entry)
  }

  /** Gets ready for the first question: the network code and, without a configured gateway, our own one. */
  warmUp(settings: Settings): void {
    const asked = hasModel(settings) ? this.#models.warmUp(settings) : this.#ownGateway(settings)
    asked.catch(() => {
      // The first question reports it.
    })
  }

  /** Does for a document that was opened what its first question would wait for. */
  prepare(document: OpenDocument): void {
    void this.#syntax.prepare(document)
    this.#redaction.prepare(document)
  }

  /** Undefined when there is nothing to ask about: a cursor outside the document, or binary text. */
  async suggest(
    asked: Asked,
    settings: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion | undefined> {
    const { document, cursor } = asked
    const { signal } = listener
    if (!isInside(cursor, document.text.lineCount)) return undefined
    // Only the text around the cursor leaves a workspace that nobody vouches for.
    const tree = settings.workspace.trusted ? await this.#syntax.treeOf(document) : undefined
    signal.throwIfAborted()
    const redaction = settings.codeCompletion.enableSecretRedaction ? this.#redaction : undefined
    const question = gather(document, cursor, { ...asked, tree, redaction })
    if (isBinary(question.prefix) || isBinary(question.suffix)) return undefined
    // Asked at the same time: its answer is there when the gateway has no model, or fails.
    const local = this.#engine.ask(question)
    try {
      const suggestion = await this.#fromGateway(question, settings, onlyModels(listener))
      return suggestion.source === 'embedded' ? withLocal(suggestion, await local) : suggestion
    } catch (error) {
      if (signal.aborted) throw error
      const suggestion = await local
      if (!suggestion) throw error
      const id = randomUUID()
      return withLocal({ id, text: '', source: 'embedded', model: 'embedded' }, suggestion)
    }
  }

  /** Begins to learn from the folders of the workspace. */
  readFolders(paths: readonly string[]): void {
    this.#engine.read(paths)
  }

  /** Tells the configured gateway what became of suggestions; one of our own has nobody to tell. */
  tell(events: readonly FeedbackEvent[], settings: Settings): Promise<void> {
    return this.#models.tell(settings, events)
  }

  async close(): Promise<void> {
    this.#child.close()
    await this.#engine.close()
    await this.#models.close()
  }

  async #fromGateway(
    question: Question,
    settings: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion> {
    const to = hasModel(settings) ? settings : await this.#ownGateway(settings)
    const ask = (wish: Wish) => this.#models.suggest(to, { ...question, wish }, listener)
    // Our own gateway has no model that could follow an instruction.
    if (!hasModel(settings) || question.wish.kind === 'completion') return ask(COMPLETION)
    return (await generation(ask(question.wish))) ?? ask(COMPLETION)
  }

  async #ownGateway(settings: Settings): Promise<Settings> {
    try {
      const gateway = { ...settings.gateway, ...(await this.#child.address()) }
      return { ...settings, gateway }
    } catch (cause) {
      throw new GatewayFailure('the gateway of its own cannot be started', { cause })
    }
  }
}

/** What the gateway's engine says piece by piece is not what will be shown. */
const onlyModels = ({ signal, heard }: Listener): Listener => ({
  signal,
  heard: heard && ((soFar) => (soFar.source === 'embedded' ? undefined : heard(soFar))),
})

/** The engine here has seen all that the gateway's has, and the workspace. */
function withLocal(
  embedded: GatewaySuggestion,
  local: EngineSuggestion | undefined,
): GatewaySuggestion {
  return { ...embedded, text: local?.text ?? '' }
}

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
