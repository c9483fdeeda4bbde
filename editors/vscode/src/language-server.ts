// Starts the language server in the Node that runs this extension, and talks to it. The only vscode-languageclient.
import type {
  CancellationToken,
  InlineCompletionContext,
  LogOutputChannel,
  TextEditor,
} from 'vscode'
import {
  type ConfigurationParams,
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  ProgressType,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node'
import { checked, MoreToShow, Piece, Status } from './messages.ts'
import { SECTION, type Section } from './settings.ts'

export interface LanguageServerParts {
  /** The bundled server. */
  entry: string
  log: LogOutputChannel
  /** The settings as they are now; `scopeUri` as LSP writes it. */
  section(scopeUri?: string): Promise<Section>
  onStatus(status: Status): void
  onMoreToShow(more: MoreToShow): void
  /** What is told of why the editor asks. */
  contextOf(context: InlineCompletionContext): InlineCompletionContext
  onRunning(isRunning: boolean): void
}

export class LanguageServer {
  readonly #parts: LanguageServerParts
  readonly #client: LanguageClient
  #section: Section | undefined
  #lastToken = 0

  constructor(parts: LanguageServerParts) {
    this.#parts = parts
    this.#client = new LanguageClient('midfill', 'Midfill', launch(parts.entry), this.#options())
    this.#client.onNotification('midfill/status', (sent: unknown) => {
      const status = checked(Status, sent)
      if (status) parts.onStatus(status)
    })
    this.#client.onNotification('midfill/moreToShow', (sent: unknown) => {
      const more = checked(MoreToShow, sent)
      if (more) parts.onMoreToShow(more)
    })
    this.#client.onDidChangeState(({ newState }) => {
      if (newState !== State.Starting) parts.onRunning(newState === State.Running)
    })
  }

  async start(): Promise<void> {
    this.#section = await this.#parts.section()
    await this.#client.start()
  }

  async restart(): Promise<void> {
    this.#section = await this.#parts.section()
    // One that failed at its start, or is about to, cannot be stopped.
    if (this.#client.isRunning()) await this.#client.restart()
    else await this.#client.start()
  }

  async stop(): Promise<void> {
    await this.#client.stop()
  }

  /** Something changed that the editor does not count among its settings: the server asks for all again. */
  async settingsChanged(): Promise<void> {
    if (!this.#client.isRunning()) return
    await this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: null })
  }

  async focus(editor: TextEditor | undefined): Promise<void> {
    if (!this.#client.isRunning()) return
    await this.#client.sendNotification('textDocument/didFocus', {
      ...(editor ? { textDocument: this.#documentOf(editor) } : {}),
    })
  }

  /** Asks about the place where the cursor of an editor is. */
  askAt(editor: TextEditor, method: string): Promise<unknown> {
    const position = this.#client.code2ProtocolConverter.asPosition(editor.selection.active)
    return this.#client.sendRequest(method, { textDocument: this.#documentOf(editor), position })
  }

  async execute(command: string, args: unknown[]): Promise<void> {
    await this.#client.sendRequest('workspace/executeCommand', { command, arguments: args })
  }

  /** Generates for the selection; `hear` gets the pieces as they come. A cancelled token stops the model. */
  async generate(
    editor: TextEditor,
    { instruction, hear, token }: GenerationWish,
  ): Promise<unknown> {
    this.#lastToken += 1
    const partialResultToken = `midfill-generation-${this.#lastToken}`
    const heard = this.#client.onProgress(PROGRESS, partialResultToken, (sent) => {
      const piece = checked(Piece, sent)
      if (piece) hear(piece.text)
    })
    const range = this.#client.code2ProtocolConverter.asRange(editor.selection)
    const textDocument = this.#documentOf(editor)
    const params = { textDocument, range, instruction, partialResultToken }
    try {
      return await this.#client.sendRequest('midfill/generate', params, token)
    } finally {
      heard.dispose()
    }
  }

  #documentOf(editor: TextEditor): { uri: string } {
    return { uri: this.#client.code2ProtocolConverter.asUri(editor.document.uri) }
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: 'file' },
        { scheme: 'untitled' },
        { scheme: 'vscode-notebook-cell' },
      ],
      outputChannel: this.#parts.log,
      // A suggestion that fails is no reason to take the screen.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => this.#section,
      middleware: {
        provideInlineCompletionItems: (document, position, context, token, next) =>
          next(document, position, this.#parts.contextOf(context), token),
        workspace: { configuration: (params) => this.#configuration(params) },
      },
    }
  }

  /** The answer to `workspace/configuration`: secrets and the editor's decisions belong to the section. */
  #configuration({ items }: ConfigurationParams): Promise<(Section | null)[]> {
    return Promise.all(
      items.map(async ({ section, scopeUri }) =>
        section === SECTION ? await this.#parts.section(scopeUri) : null,
      ),
    )
  }
}

export interface GenerationWish {
  instruction: string | undefined
  hear(text: string): void
  token: CancellationToken
}

const PROGRESS = new ProgressType<unknown>()

/** The editor's own Node, here or on the remote machine where the files are: nobody has to install one. */
const launch = (module: string): ServerOptions => ({
  module,
  args: ['lsp'],
  transport: TransportKind.stdio,
})
