// The built language server over stdio, driven as an editor drives it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import {
  ConfigurationRequest,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type InlineCompletionItem,
  InlineCompletionRequest,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import type { EditorStatus } from '../../protocol/index.ts'
import { CLI } from './gateway.ts'

const NO_STATE = '/nonexistent'

export interface EditorOptions {
  initializationOptions?: unknown
  /** Absolute path of the workspace folder. */
  folder?: string
  capabilities?: InitializeParams['capabilities']
  /** The answer to `workspace/configuration`; announces the capability when given. */
  configuration?: unknown
  env?: Record<string, string>
  /** Takes what `midfill/status` says. */
  statuses?: EditorStatus[]
  /** What the editor listens to beyond the usual, before it says hello. */
  prepare?(connection: ProtocolConnection): void
}

interface Cleanup {
  after(run: () => unknown): void
}

export class Editor {
  readonly connection: ProtocolConnection
  readonly child: ChildProcess
  readonly initialized: InitializeResult
  readonly messages: string[]
  #versions = new Map<string, number>()

  constructor(parts: {
    connection: ProtocolConnection
    child: ChildProcess
    initialized: InitializeResult
    messages: string[]
  }) {
    this.connection = parts.connection
    this.child = parts.child
    this.initialized = parts.initialized
    this.messages = parts.messages
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    this.#versions.set(uri, 1)
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    })
  }

  /** Inserts text at a position, as one key or one paste does. */
  async type(uri: string, at: Position, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: this.#nextVersion(uri) },
      contentChanges: [{ range: { start: at, end: at }, text }],
    })
  }

  /** Puts another text in the place of all, as after a revert. */
  async replace(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: this.#nextVersion(uri) },
      contentChanges: [{ text }],
    })
  }

  /** The document becomes this text; it is opened where it is not open yet. */
  async hold(uri: string, languageId: string, text: string): Promise<void> {
    const version = this.#versions.get(uri)
    if (version === undefined) return this.open(uri, languageId, text)
    this.#versions.set(uri, version + 1)
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: version + 1 },
      contentChanges: [{ text }],
    })
  }

  /** Asks as an editor does after a key. */
  suggestions(uri: string, position: Position): Promise<InlineCompletionItem[]> {
    return this.#ask(uri, position, 2)
  }

  /** Asks as an editor does on command: what is remembered does not count. */
  invoked(uri: string, position: Position): Promise<InlineCompletionItem[]> {
    return this.#ask(uri, position, 1)
  }

  #nextVersion(uri: string): number {
    const version = (this.#versions.get(uri) ?? 1) + 1
    this.#versions.set(uri, version)
    return version
  }

  async #ask(uri: string, position: Position, triggerKind: 1 | 2): Promise<InlineCompletionItem[]> {
    const answer = await this.connection.sendRequest(InlineCompletionRequest.type, {
      textDocument: { uri },
      position,
      context: { triggerKind },
    })
    return Array.isArray(answer) ? answer : (answer?.items ?? [])
  }

  /** Says goodbye properly; the exit status of the server. */
  async quit(): Promise<number | null> {
    const exited = once(this.child, 'exit')
    await this.connection.sendRequest(ShutdownRequest.type)
    await this.connection.sendNotification(ExitNotification.type)
    const [code] = await exited
    return code
  }
}

/** Starts `midfill lsp --stdio` and initializes it. */
export async function startEditor(
  t: Cleanup | undefined,
  options: EditorOptions = {},
): Promise<Editor> {
  const child = spawn(process.execPath, [CLI, 'lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // What the engine learned of whoever runs the tests is none of their business.
    env: { PATH: process.env.PATH, XDG_STATE_HOME: NO_STATE, ...options.env },
  })
  const reader = new StreamMessageReader(child.stdout)
  // Its timer for half messages sets itself anew for ever, also for a server that was killed in the middle of one.
  reader.partialMessageTimeout = 0
  const connection = createProtocolConnection(reader, new StreamMessageWriter(child.stdin))
  const messages: string[] = []
  child.stderr.on('data', (chunk) => messages.push(String(chunk)))
  connection.onNotification(LogMessageNotification.type, ({ message }) => {
    messages.push(message)
  })
  connection.onNotification(ShowMessageNotification.type, ({ message }) => {
    messages.push(message)
  })
  connection.onNotification('midfill/status', (status: EditorStatus) => {
    options.statuses?.push(status)
  })
  connection.onRequest(ConfigurationRequest.type, ({ items }) =>
    items.map(() => options.configuration ?? null),
  )
  connection.onRequest(RegistrationRequest.type, () => {})
  options.prepare?.(connection)
  connection.listen()
  t?.after(() => {
    connection.dispose()
    child.kill('SIGKILL')
  })
  const folder = options.folder && pathToFileURL(options.folder).href
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: folder ?? null,
    workspaceFolders: folder ? [{ uri: folder, name: 'workspace' }] : null,
    initializationOptions: options.initializationOptions,
    capabilities: {
      ...options.capabilities,
      ...(options.configuration === undefined
        ? {}
        : { workspace: { ...options.capabilities?.workspace, configuration: true } }),
    },
  })
  await connection.sendNotification(InitializedNotification.type, {})
  return new Editor({ connection, child, initialized, messages })
}
