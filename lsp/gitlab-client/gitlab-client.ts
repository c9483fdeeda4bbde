// GitLab's own clients: their inline completions, streams and telemetry, on top of what every editor gets.

import Type from 'typebox'
import {
  type CancellationToken,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
  ResponseError,
} from 'vscode-languageserver/node'
import { ACCEPTED_COMMAND, checker } from '../../protocol/index.ts'
import type { OpenDocument } from '../documents.ts'
import type { Feedback } from '../features/feedback.ts'
import type { Question } from '../gateway-wire.ts'
import type { GitlabClientOptions } from '../session-settings.ts'
import { GITLAB_ACCEPTED, streamIdIn, telemetryIn } from './messages.ts'
import type { Streams } from './streams.ts'

type Answer = InlineCompletionList | ResponseError<void>
type InlineCompletion = (
  params: InlineCompletionParams,
  token: CancellationToken,
) => Promise<Answer>

export interface GitlabClientParts {
  /** Undefined: the editor is not one of GitLab's clients. */
  options(): GitlabClientOptions | undefined
  streams: Streams
  feedback: Pick<Feedback, 'didShow' | 'execute' | 'over' | 'editorTellsShown'>
  documentAt(uri: string): OpenDocument | undefined
  /** Whether the request is the person's own, and not that of a key. */
  isInvoked(params: InlineCompletionParams, document: OpenDocument): boolean
  /** Undefined: no generation belongs here, or nothing of the document may leave. */
  generationAt(
    params: InlineCompletionParams,
    document: OpenDocument,
  ): Promise<Question | undefined>
  log(problem: string): void
}

interface Given {
  uri: string
  chars: number
}

/** Suggestions that may still be accepted or turned down. */
const MAX_GIVEN = 100
const SHOWN = 'suggestion_shown'

const checkItem = checker(
  Type.Object({ insertText: Type.String(), data: Type.Object({ id: Type.String() }) }),
)
const checkAccepted = checker(Type.Array(Type.Unknown(), { minItems: 1 }))

export class GitlabClient {
  readonly #parts: GitlabClientParts
  readonly #given = new Map<string, Given>()

  constructor(parts: GitlabClientParts) {
    this.#parts = parts
  }

  /** `plain` answers every other editor. */
  inlineCompletion(plain: InlineCompletion): InlineCompletion {
    return async (params, token) => {
      const options = this.#parts.options()
      if (!options) return plain(params, token)
      if (options.telemetryActions.includes(SHOWN)) this.#parts.feedback.editorTellsShown()
      const { uri } = params.textDocument
      this.#parts.streams.replace(uri)
      const started = options.streamsGenerations && (await this.#stream(params, token))
      if (started) return { items: [started] }
      const answer = await plain(params, token)
      if (answer instanceof ResponseError) return answer
      return { items: answer.items.map((item, index) => this.#theirs(item, uri, index + 1)) }
    }
  }

  /** `$/gitlab/telemetry`: counts only for events that the client has promised to tell. */
  telemetry(params: unknown): void {
    const told = telemetryIn(params)
    if (!told || !this.#parts.options()?.telemetryActions.includes(told.action)) return
    const { feedback } = this.#parts
    const { action, id } = told
    if (action === SHOWN) feedback.didShow({ item: { data: { id: this.#idOf(id) } } })
    else if (action === 'suggestion_accepted') this.#accepted(id)
    else if (action === 'suggestion_rejected') {
      const given = this.#given.get(id)
      if (given) feedback.over(given.uri)
    }
  }

  /** `gitlab.ls.codeSuggestionAccepted`, from clients that have it run here. */
  execute(command: string, args: unknown): void {
    const [id] = checkAccepted(args).value ?? []
    if (command === GITLAB_ACCEPTED && typeof id === 'string') this.#accepted(id)
  }

  cancelStreaming(params: unknown): void {
    const id = streamIdIn(params)
    if (id === undefined || !this.#parts.streams.cancel(id)) {
      this.#parts.log('cancelStreaming: there is no such stream')
    }
  }

  async #stream(
    params: InlineCompletionParams,
    token: CancellationToken,
  ): Promise<InlineCompletionItem | undefined> {
    const { documentAt, generationAt, isInvoked, streams } = this.#parts
    const document = documentAt(params.textDocument.uri)
    if (!document || isInvoked(params, document)) return undefined
    const { version } = document.text
    const question = await generationAt(params, document)
    const isOver = (): boolean => token.isCancellationRequested || document.text.version !== version
    if (!question || isOver()) return undefined
    const isStill = await streams.isStill(document.uri)
    return isStill && !isOver() ? streams.start(document.uri, question) : undefined
  }

  #accepted(id: string): void {
    const chars = this.#given.get(id)?.chars ?? 0
    this.#parts.feedback.execute(ACCEPTED_COMMAND, [this.#idOf(id), chars])
  }

  #idOf(id: string): string {
    return this.#parts.streams.idOf(id)
  }

  /** With the command that their clients know; `optionId` counts from 1. */
  #theirs(item: InlineCompletionItem, uri: string, optionId: number): InlineCompletionItem {
    const { value } = checkItem(item)
    if (!value) return item
    const { id } = value.data
    this.#given.set(id, { uri, chars: value.insertText.length })
    const [oldest] = this.#given.keys()
    if (oldest !== undefined && this.#given.size > MAX_GIVEN) this.#given.delete(oldest)
    const title = 'Accept suggestion'
    return { ...item, command: { title, command: GITLAB_ACCEPTED, arguments: [id, optionId] } }
  }
}
