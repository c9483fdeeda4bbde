// What the editor told us about itself: capabilities, workspace folders, settings.
import type {
  ClientCapabilities,
  InitializeParams,
  WorkspaceFolder,
} from 'vscode-languageserver/node'
import { pathOf } from './context/file-name.ts'
import { DEFAULT_SETTINGS, type Settings, withSection } from './settings.ts'

export class Session {
  #settings = DEFAULT_SETTINGS
  #folderUris: string[] = []
  #folders: readonly string[] = []
  #client: ClientCapabilities = {}
  #settling: Promise<void> = Promise.resolve()

  get settings(): Settings {
    return this.#settings
  }

  /** The settings once the editor has answered what it was asked: a request may come before that. */
  async settledSettings(): Promise<Settings> {
    await this.#settling
    return this.#settings
  }

  /** Settings are on their way; an editor that fails to tell them leaves those so far. */
  settling(arrival: Promise<void>): void {
    this.#settling = arrival.catch(() => {
      // Not an error of ours: the client said that it can be asked, and then did not answer.
    })
  }

  /** Paths of the workspace folders, with `/`; the same array until they change. */
  get folders(): readonly string[] {
    return this.#folders
  }

  /** Whether the editor answers `workspace/configuration`. */
  get canBeAsked(): boolean {
    return this.#client.workspace?.configuration === true
  }

  /** Whether the editor wants to be told that we care about changed settings. */
  get wantsRegistration(): boolean {
    return this.#client.workspace?.didChangeConfiguration?.dynamicRegistration === true
  }

  /** Whether the editor shows how far we are. */
  get showsProgress(): boolean {
    return this.#client.window?.workDoneProgress === true
  }

  /** Whether the editor tells what changes on the disk. */
  get canWatchFiles(): boolean {
    return this.#client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true
  }

  get hasFolders(): boolean {
    return this.#client.workspace?.workspaceFolders === true
  }

  /** Takes what `initialize` brings; a problem with the settings, if there is one. */
  begin(params: InitializeParams): string | undefined {
    this.#client = params.capabilities
    const folders = params.workspaceFolders ?? []
    // Older editors send only the root.
    const onlyRoot = folders.length === 0 && params.rootUri ? [params.rootUri] : []
    this.#setFolders([...folders.map((folder) => folder.uri), ...onlyRoot])
    return this.take(params.initializationOptions)
  }

  /** Lays sent settings over those so far; a problem with them, if there is one. */
  take(sent: unknown): string | undefined {
    const { settings, problem } = withSection(this.#settings, sent)
    this.#settings = settings
    return problem
  }

  changeFolders(added: WorkspaceFolder[], removed: WorkspaceFolder[]): void {
    const gone = new Set(removed.map((folder) => folder.uri))
    const kept = this.#folderUris.filter((uri) => !gone.has(uri))
    this.#setFolders(kept.concat(added.map((folder) => folder.uri)))
  }

  #setFolders(uris: string[]): void {
    this.#folderUris = uris
    this.#folders = uris.map(pathOf)
  }
}
