// GitLab's own clients: their inline completions, streams and telemetry, on top of what every editor gets.
import Type from 'typebox'
import {
  type CancellationToken,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node'
import { ACCEPTED_COMMAND, checker } from '../../protocol/index.ts'
import type { Asked } from '../context/gathering.ts'
import type { OpenDocument } from '../documents.ts'
import type { Feedback } from '../features/feedback.ts'
import type { Question } from '../gateway-wire.ts'
import type { GitlabClientOptions } from '../session-settings.ts'
import { GivenSuggestions } from './given-suggestions.ts'
import { GITLAB_ACCEPTED, streamIdIn, telemetryIn } from './messages.ts'
import type { Streams } from './streams.ts'
import { eventOf, TelemetryGraph } from './telemetry-graph.ts'

type Answer = InlineCompletionList | ResponseError<void>
type InlineCompletion = (
  params: InlineCompletionParams,
  token: CancellationToken,
) => Promise<Answer>

export interface GitlabClientParts {
  /** Undefined: the editor is not one of GitLab's clients. */
  options(): GitlabClientOptions | undefined
  streams: Streams
  feedback: Pick<Feedback, 'didShow' | 'execute' | 'rejected' | 'editorTellsShown'>
  documentAt(uri: string): OpenDocument | undefined
  /** Whether the request is the person's own, and not that of a key. */
  isInvoked(params: InlineCompletionParams, document: OpenDocument): boolean
  /** Undefined: no generation belongs here, or nothing of the document may leave. */
  generationAt(
    params: InlineCompletionParams,
    document: OpenDocument,
  ): Promise<Question | undefined>
  /** What was suggested is not suggested again. */
  forget(document: OpenDocument, id: string): void
  log(problem: string): void
}

type TrackingIds = ReturnType<GivenSuggestions['trackingIds']>
type Wanted = Pick<Asked, 'choices' | 'isAlone'>
/** As GitLab's own server asks: somebody waits for texts to choose from, and nothing is gathered meanwhile. */
const ON_COMMAND: Wanted = { choices: 4, isAlone: true }
const NOTHING: InlineCompletionList = { items: [] }
const SHOWN = 'suggestion_shown'

/** GitLab's own server answers with a list, also where a newer request took the place of this one. */
const inTheirWords = (error: ResponseError<void>): Answer =>
  error.code === LSPErrorCodes.RequestCancelled ? NOTHING : error

const checkItem = checker(
  Type.Object({ insertText: Type.String(), data: Type.Object({ id: Type.String() }) }),
)
const checkAccepted = checker(Type.Array(Type.Unknown(), { minItems: 1 }))

export class GitlabClient {
  readonly #parts: GitlabClientParts
  readonly #given = new GivenSuggestions()
  readonly #graph = new TelemetryGraph(() => performance.now())
  /** The document that somebody asks about on command, until its question is out. */
  #onCommand: string | undefined

  constructor(parts: GitlabClientParts) {
    this.#parts = parts
  }

  /** `plain` answers every other editor. */
  inlineCompletion(plain: InlineCompletion): InlineCompletion {
    const whole = this.wholeItems(plain)
    return async (params, token) => {
      const streams = this.#parts.options()?.streamsGenerations === true
      if (streams) this.#parts.streams.replace(params.textDocument.uri)
      const started = streams ? await this.#stream(params, token) : undefined
      if (started === 'overtaken') return NOTHING
      return started ? { items: [started] } : whole(params, token)
    }
  }

  /** The same without streams, which menus cannot show. */
  wholeItems(plain: InlineCompletion): InlineCompletion {
    return async (params, token) => {
      const options = this.#parts.options()
      if (!options) return plain(params, token)
      if (this.#tellsShown) this.#parts.feedback.editorTellsShown()
      const { uri } = params.textDocument
      const document = this.#parts.documentAt(uri)
      if (document && !options.remembers) this.#forgetAllOf(document)
      const isInvoked = document !== undefined && this.#parts.isInvoked(params, document)
      this.#onCommand = isInvoked ? uri : undefined
      const answer = await plain(params, token)
      if (answer instanceof ResponseError) return inTheirWords(answer)
      const items = isInvoked ? this.#knownFirst(answer.items) : answer.items
      const trackingIds = this.#given.trackingIds()
      return { items: items.map((item, index) => this.#theirs(item, { uri, index, trackingIds })) }
    }
  }

  /** What the next question about a document is for; as many texts as everybody else wants where it is no command. */
  wanted({ uri }: OpenDocument, choices: number): Wanted {
    if (this.#onCommand !== uri) return { choices }
    this.#onCommand = undefined
    return ON_COMMAND
  }

  /** `$/gitlab/telemetry`: counts only for events that the client has promised to tell. */
  telemetry(params: unknown): void {
    const told = telemetryIn(params)
    if (!told || !this.#parts.options()?.telemetryActions.includes(told.action)) return
    const { action, id } = told
    const event = eventOf(action)
    if (!event || !this.#graph.record(id, event)) return
    const { feedback } = this.#parts
    if (event === 'shown') feedback.didShow({ item: { data: { id: this.#idOf(id) } } })
    else if (event === 'accepted') this.#accepted(id)
    else if (event === 'rejected') {
      const given = this.#given.of(id)
      if (given) feedback.rejected(given.uri)
    }
  }

  /** `gitlab.ls.codeSuggestionAccepted`, from clients that have it run here. */
  execute(command: string, args: unknown): void {
    const [id] = checkAccepted(args).value ?? []
    if (command !== GITLAB_ACCEPTED || typeof id !== 'string') return
    if (this.#graph.record(id, 'accepted')) this.#accepted(id)
  }

  cancelStreaming(params: unknown): void {
    const id = streamIdIn(params)
    if (id === undefined || !this.#parts.streams.cancel(id)) {
      this.#parts.log('cancelStreaming: there is no such stream')
    }
  }

  /** Undefined: no stream belongs here. */
  async #stream(
    params: InlineCompletionParams,
    token: CancellationToken,
  ): Promise<InlineCompletionItem | 'overtaken' | undefined> {
    const { documentAt, generationAt, isInvoked, streams } = this.#parts
    const document = documentAt(params.textDocument.uri)
    if (!document || isInvoked(params, document)) return undefined
    const { revision } = document
    const question = await generationAt(params, document)
    const isOver = (): boolean => token.isCancellationRequested || document.revision !== revision
    if (isOver()) return 'overtaken'
    if (!question) return undefined
    const isStill = await streams.isStill(document.uri)
    if (!isStill || isOver()) return 'overtaken'
    const started = streams.start(document.uri, question)
    this.#graph.requested(started.suggestionId, { isStreamed: true })
    this.#graph.record(started.suggestionId, 'stream_started')
    this.#noteShown(started.suggestionId)
    return started.item
  }

  #forgetAllOf(document: OpenDocument): void {
    for (const id of this.#given.in(document.uri)) this.#parts.forget(document, id)
  }

  /** What is on screen stays there while its person looks for others. */
  #knownFirst(items: InlineCompletionItem[]): InlineCompletionItem[] {
    const isKnown = (item: InlineCompletionItem): boolean => {
      const { value } = checkItem(item)
      return value !== undefined && this.#given.has(value.data.id)
    }
    return [...items.filter(isKnown), ...items.filter((item) => !isKnown(item))]
  }

  get #tellsShown(): boolean {
    return this.#parts.options()?.telemetryActions.includes(SHOWN) === true
  }

  /** Of a client that does not tell, what it is answered counts as shown. */
  #noteShown(id: string): void {
    if (!this.#tellsShown) this.#graph.record(id, 'shown')
  }

  #accepted(id: string): void {
    const chars = this.#given.of(id)?.chars ?? 0
    this.#parts.feedback.execute(ACCEPTED_COMMAND, [this.#idOf(id), chars])
  }

  #idOf(id: string): string {
    return this.#given.of(id)?.suggestionId ?? this.#parts.streams.idOf(id)
  }

  /** With the command that their clients know; options count from 1. */
  #theirs(
    item: InlineCompletionItem,
    { uri, index, trackingIds }: { uri: string; index: number; trackingIds: TrackingIds },
  ): InlineCompletionItem {
    const { value } = checkItem(item)
    if (!value) return item
    const suggestionId = value.data.id
    const id = trackingIds(suggestionId)
    this.#graph.requested(id, { isStreamed: false })
    this.#graph.record(id, 'loaded')
    this.#noteShown(id)
    this.#given.note(id, { uri, chars: value.insertText.length, suggestionId })
    const title = 'Accept suggestion'
    return { ...item, command: { title, command: GITLAB_ACCEPTED, arguments: [id, index + 1] } }
  }
}
