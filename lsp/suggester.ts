// Document and cursor -> suggestion: what the editor feature and the command line share.

import type { Position } from 'vscode-languageserver-textdocument'
import type { FeedbackEvent } from '../protocol/index.ts'
import { ChildGateway } from './child-gateway.ts'
import { gather } from './context/gather.ts'
import { isInside } from './context/split.ts'
import type { Syntax } from './context/syntax.ts'
import type { OpenDocument } from './documents.ts'
import type { GatewayAddress, GatewayClient } from './gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Wish } from './gateway-wire.ts'
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
  #client: Promise<GatewayClient> | undefined

  constructor(syntax: Syntax, entry: string) {
    this.#syntax = syntax
    this.#child = new ChildGateway(entry)
  }

  /** Gets ready for the first question: the network code and, without a configured gateway, our own one. */
  warmUp(settings: Settings): void {
    void this.#networkClient()
    this.#address(settings).catch(() => {
      // The first question reports it.
    })
  }

  /** Undefined when there is nothing to ask about: a cursor outside the document, or binary text. */
  async suggest(
    asked: Asked,
    settings: Settings,
    signal: AbortSignal,
  ): Promise<GatewaySuggestion | undefined> {
    const { document, cursor } = asked
    if (!isInside(cursor, document.text.lineCount)) return undefined
    const tree = await this.#syntax.treeOf(document)
    signal.throwIfAborted()
    const question = gather(document, cursor, { ...asked, tree })
    if (isBinary(question.prefix) || isBinary(question.suffix)) return undefined
    const [client, address] = await Promise.all([this.#networkClient(), this.#address(settings)])
    signal.throwIfAborted()
    // Our own gateway has no model that could follow an instruction.
    if (!settings.gateway.url || question.wish.kind === 'completion') {
      return client.suggest(address, { ...question, wish: COMPLETION }, signal)
    }
    const generated = await generation(client.suggest(address, question, signal))
    return generated ?? client.suggest(address, { ...question, wish: COMPLETION }, signal)
  }

  /** Tells the configured gateway what became of suggestions; one of our own has nobody to tell. */
  async tell(events: readonly FeedbackEvent[], { gateway }: Settings): Promise<void> {
    if (gateway.url) await (await this.#networkClient()).tell(gateway, events)
  }

  async close(): Promise<void> {
    this.#child.close()
    await (await this.#client)?.close()
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
