// Makes a question of a document and a cursor, with all that a model must know, and gets ready for the first one.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Position } from 'vscode-languageserver-textdocument'
import type { OpenDocument } from '../documents.ts'
import type { Question } from '../gateway-wire.ts'
import { hasModel } from '../models.ts'
import type { Settings } from '../settings.ts'
import { gather } from './gather.ts'
import { Redaction } from './redact/redaction.ts'
import { isInside } from './split.ts'
import type { Syntax } from './syntax.ts'
import type { Workspace } from './workspace/workspace.ts'

export interface Asked {
  document: OpenDocument
  cursor: Position
  /** Name for the gateway, relative to the workspace. */
  fileName: string
  /** Text that the editor's completion widget would insert first. */
  typed: string
  /** How many texts to choose from; one unless somebody asks for more. */
  choices?: number
  /** Nothing but the document itself is shown. */
  isAlone?: boolean
  /** What is asked for hangs on the syntax tree: the first one is worth a wait. */
  needsTree?: boolean
}

export interface GatheringParts {
  syntax: Syntax
  /** Undefined: only the document itself is known. */
  workspace: Workspace | undefined
}

export class Gathering {
  readonly #syntax: Syntax
  readonly #workspace: Workspace | undefined
  readonly #redaction = new Redaction()
  /** By gateway: what its model is shown at most, as it last told. */
  readonly #promptChars = new Map<string, number>()

  constructor({ syntax, workspace }: GatheringParts) {
    this.#syntax = syntax
    this.#workspace = workspace
  }

  /** Does for a document that was opened what its first question would wait for. */
  prepare(document: OpenDocument, settings: Settings): void {
    const ready = this.#syntax.prepare(document).then(() => this.#rehearse(document, settings))
    // Whoever asks is told of what fails then.
    ready.catch(() => {})
    this.#redaction.prepare(document)
  }

  /** Undefined: a cursor outside the document, or binary text. Rejects with the signal's reason. */
  async questionFor(
    asked: Asked,
    settings: Settings,
    signal: AbortSignal,
  ): Promise<Question | undefined> {
    const { document, cursor } = asked
    if (!isInside(cursor, document.text.lineCount)) return undefined
    // Only the text around the cursor leaves a workspace that nobody vouches for.
    const isNeeded = asked.needsTree
    const tree = settings.workspace.trusted
      ? await this.#syntax.treeOf(document, { isNeeded })
      : undefined
    signal.throwIfAborted()
    const redaction = settings.codeCompletion.enableSecretRedaction ? this.#redaction : undefined
    const workspace = asked.isAlone ? undefined : this.#workspaceFor(settings)
    const promptChars = this.#promptChars.get(settings.gateway.url)
    const parts = { ...asked, tree, redaction, workspace, promptChars }
    const question = await gather(document, cursor, parts)
    signal.throwIfAborted()
    if (isBinary(question.prefix) || isBinary(question.suffix)) return undefined
    return { ...question, choices: asked.choices ?? 1 }
  }

  /** A gateway told what its model is shown at most: the next question brings no more. */
  notePromptChars({ gateway }: Settings, chars: number): void {
    this.#promptChars.set(gateway.url, chars)
  }

  /**
   * The first question compiles queries and much code, the second the regular expressions once more and for good:
   * better now than between two keys. In the middle there is more to see than at the top.
   */
  async #rehearse(document: OpenDocument, settings: Settings): Promise<void> {
    for (const line of [0, document.text.lineCount >> 1]) {
      await nextTurn()
      const { tree, treeFit } = document
      if (!tree || treeFit !== 'exact' || !hasModel(settings)) return
      const alone = { redaction: this.#redaction, workspace: undefined, promptChars: undefined }
      await gather(document, { line, character: 0 }, { fileName: '', tree, typed: '', ...alone })
    }
  }

  #workspaceFor({ context, workspace }: Settings): Workspace | undefined {
    return context.workspace && workspace.trusted ? this.#workspace : undefined
  }
}

export const isBinary = (text: string): boolean => text.includes('\0')
