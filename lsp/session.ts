// What the editor told us about itself: capabilities, workspace folders, settings.
import type {
  ClientCapabilities,
  ConfigurationItem,
  InitializeParams,
  WorkspaceFolder,
} from 'vscode-languageserver/node'
import { SETTINGS_SECTION } from '../protocol/index.ts'
import { pathOf } from './context/file-name.ts'
import type { EditorNames } from './gitlab/snowplow-contexts.ts'
import { editorNamesIn } from './gitlab-client/editor-names.ts'
import { gitlabOptionsIn, readFlatSettings } from './gitlab-client/flat-settings.ts'
import { type GitlabClientOptions, SessionSettings } from './session-settings.ts'
import type { Settings } from './settings.ts'

export class Session {
  readonly #settings = new SessionSettings()
  /** Until the settings change. */
  #ofDocuments = new WeakMap<object, Settings>()
  #folderUris: readonly string[] = []
  #folders: readonly string[] = []
  #client: ClientCapabilities = {}
  #editorNames: EditorNames = {}
  #settling: Promise<void> = Promise.resolve()

  /** For what is no document's matter. */
  get settings(): Settings {
    return this.#settings.all
  }

  /** As they are now; each folder and language may have its own. Asked with every key, and so remembered. */
  settingsOf(document: { uri: string; languageId: string }): Settings {
    const known = this.#ofDocuments.get(document)
    if (known) return known
    const { uri, languageId } = document
    const settings = this.#settings.of({ path: pathOf(uri), languageId })
    this.#ofDocuments.set(document, settings)
    return settings
  }

  /** The same once the editor has answered what it was asked: a request may come before that. */
  async settledSettingsOf(document: { uri: string; languageId: string }): Promise<Settings> {
    await this.#settling
    return this.settingsOf(document)
  }

  /** For a file that need not be open. */
  settingsAt(place: { path: string; languageId: string }): Settings {
    return this.#settings.of(place)
  }

  /** What the editor told of itself. */
  get editorNames(): EditorNames {
    return this.#editorNames
  }

  /** Undefined: the editor is not one of GitLab's clients. */
  get gitlabClient(): GitlabClientOptions | undefined {
    return this.#settings.gitlabClient
  }

  /** Sentences about names among the settings that are none. */
  get unknownSettings(): readonly string[] {
    return this.#settings.unknown
  }

  /** All that is wrong with the settings, in sentences. */
  get settingsNotes(): readonly string[] {
    return this.#settings.notes
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

  /** Takes what `initialize` brings; a problem with the settings, if there is one. */
  begin(params: InitializeParams): string | undefined {
    this.#client = params.capabilities
    this.#editorNames = editorNamesIn(params)
    const folders = params.workspaceFolders ?? []
    // Older editors send only the root.
    const onlyRoot = folders.length === 0 && params.rootUri ? [params.rootUri] : []
    this.#setFolders([...folders.map((folder) => folder.uri), ...onlyRoot])
    const clientOptions = gitlabOptionsIn(params.initializationOptions)
    if (clientOptions) this.#settings.noteGitlabClient(clientOptions)
    return this.take(params.initializationOptions)
  }

  /** Lays sent settings over those so far; a problem with them, if there is one. */
  take(sent: unknown): string | undefined {
    this.#ofDocuments = new WeakMap()
    return this.#settings.send(sent)
  }

  /** The same for what comes unasked: of an editor that can be asked, only what GitLab's clients alone send. */
  pushed(sent: unknown): string | undefined {
    return this.canBeAsked && !readFlatSettings(sent) ? undefined : this.take(sent)
  }

  /** Takes the answer to `wanted`; a problem with it, if there is one. */
  answered([everywhere, ...folders]: readonly unknown[]): string | undefined {
    this.#ofDocuments = new WeakMap()
    const paths = this.#folders.slice(0, folders.length)
    return this.#settings.answer(
      everywhere,
      paths.map((path, index) => ({ path, sent: folders[index] })),
    )
  }

  /** What `workspace/configuration` is asked for: what is set for everything, and for each folder. */
  get wanted(): ConfigurationItem[] {
    const section = SETTINGS_SECTION
    return [{ section }, ...this.#folderUris.map((scopeUri) => ({ scopeUri, section }))]
  }

  changeFolders(
    added: readonly Pick<WorkspaceFolder, 'uri'>[],
    removed: readonly Pick<WorkspaceFolder, 'uri'>[],
  ): void {
    const gone = new Set(removed.map((folder) => folder.uri))
    const kept = this.#folderUris.filter((uri) => !gone.has(uri))
    this.#setFolders(kept.concat(added.map((folder) => folder.uri)))
  }

  #setFolders(uris: readonly string[]): void {
    this.#folderUris = uris
    this.#folders = uris.map(pathOf)
  }
}
