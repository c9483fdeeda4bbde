// Document and cursor -> suggestion: what the editor feature and the command line share.
import type { Position } from 'vscode-languageserver-textdocument'
import { ChildGateway } from './child-gateway.ts'
import { gather } from './context/gather.ts'
import { isInside } from './context/split.ts'
import type { Syntax } from './context/syntax.ts'
import type { Workspace } from './context/workspace/workspace.ts'
import type { OpenDocument } from './documents.ts'
import type { GatewayAddress, GatewayClient } from './gateway.ts'
import { GatewayFailure, type GatewaySuggestion } from './gateway-wire.ts'
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
  #client: Promise<GatewayClient> | undefined

  /** Without a workspace only the document itself is known. */
  constructor(syntax: Syntax, entry: string, workspace?: Workspace) {
    this.#syntax = syntax
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
    const workspace = settings.context.workspace ? this.#workspace : undefined
    const question = await gather(document, cursor, { ...asked, tree, workspace })
    signal.throwIfAborted()
    if (isBinary(question.prefix) || isBinary(question.suffix)) return undefined
    const [client, address] = await Promise.all([this.#networkClient(), this.#address(settings)])
    signal.throwIfAborted()
    return client.suggest(address, question, signal)
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

const isBinary = (text: string): boolean => text.includes('\0')
