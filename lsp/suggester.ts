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
import type { Workspace } from './context/workspace/workspace.ts'
import type { OpenDocument } from './documents.ts'
import type { LocalEngine } from './engine/local-engine.ts'
import type { GatewayAddress, GatewayClient, Listener } from './gateway.ts'
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

export class Suggester {
  readonly #syntax: Syntax
  readonly #workspace: Workspace | undefined
  readonly #child: ChildGateway
  readonly #redaction = new Redaction()
  readonly #engine: LocalEngine
  #client: Promise<GatewayClient> | undefined

  /** Without a workspace only the document itself is known. */
  constructor(syntax: Syntax, entry: string, engine: LocalEngine, workspace?: Workspace) {
    this.#syntax = syntax
    this.#engine = engine
    this.#workspace = workspace
    this.#child = new ChildGateway(entry)
  }

  /** Gets ready for the first question: the network code and, without a configured gateway, our own one. */
  warmUp(settings: Settings): void {
    void this.#networkClient()
    this.#address(settings).catch(() => {
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
    const workspace = this.#workspaceFor(settings)
    const question = await gather(document, cursor, { ...asked, tree, redaction, workspace })
    signal.throwIfAborted()
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
  async tell(events: readonly FeedbackEvent[], { gateway }: Settings): Promise<void> {
    if (gateway.url) await (await this.#networkClient()).tell(gateway, events)
  }

  async close(): Promise<void> {
    this.#child.close()
    await this.#engine.close()
    await (await this.#client)?.close()
  }

  async #fromGateway(
    question: Question,
    settings: Settings,
    listener: Listener,
  ): Promise<GatewaySuggestion> {
    const [client, address] = await Promise.all([this.#networkClient(), this.#address(settings)])
    listener.signal.throwIfAborted()
    // Our own gateway has no model that could follow an instruction.
    if (!settings.gateway.url || question.wish.kind === 'completion') {
      return client.suggest(address, { ...question, wish: COMPLETION }, listener)
    }
    const generated = await generation(client.suggest(address, question, listener))
    return generated ?? client.suggest(address, { ...question, wish: COMPLETION }, listener)
  }

  #workspaceFor({ context, workspace }: Settings): Workspace | undefined {
    return context.workspace && workspace.trusted ? this.#workspace : undefined
  }

  /** Loaded on demand, so that it does not delay the answer to `initialize`. */
  #networkClient(): Promise<GatewayClient> {
    this.#client ??= import('./gateway.ts').then(({ GatewayClient }) => new GatewayClient())
    return this.#client
  }

  async #address({ gateway }: Settings): Promise<GatewayAddress> {
    if (gateway.url) return gateway
    try {
      return await this.#child.address()
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
