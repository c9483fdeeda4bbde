// The settings of a session: what the editor sent, what it answered when asked, for each folder and language.
import { SETTINGS_SECTION } from '../protocol/index.ts'
import { innermostFolder } from './context/folders.ts'
import { type FlatRead, readFlatSettings } from './gitlab-client/flat-settings.ts'
import { isObject } from './is-object.ts'
import { type Layer, NOTHING_SAID, readLayer, type Settings } from './settings.ts'
import { overlay, ScopedSettings } from './settings-layers.ts'
import { unknownSettings } from './unknown-settings.ts'

/** What only GitLab's clients say; the language server is as GitLab's to a session that says it. */
export interface GitlabClientOptions {
  streamsGenerations: boolean
  /** Events that the client tells itself. */
  telemetryActions: readonly string[]
  /** Whether what was suggested may be suggested again. */
  remembers: boolean
  /** Whether files outside the projects of the instance get suggestions. */
  allowsOthers: boolean
}

interface FolderAnswer {
  path: string
  sent: unknown
}

export class SessionSettings {
  /** Sent by the editor, one message over the other. */
  #sent = NOTHING_SAID
  /** What it answered when it was asked last; wins. */
  #answered = NOTHING_SAID
  #everywhere = new ScopedSettings()
  /** By the path of the folder. */
  #folders: ReadonlyMap<string, ScopedSettings> = new Map()
  #gitlabClient: GitlabClientOptions | undefined
  #unknown: readonly string[] = []
  #problem: string | undefined

  /** What the last message held that is no setting, as sentences. */
  get unknown(): readonly string[] {
    return this.#unknown
  }

  /** The same with why the last message does not count, if it does not. */
  get notes(): readonly string[] {
    return this.#problem === undefined ? this.#unknown : [this.#problem, ...this.#unknown]
  }

  /** For what is no document's matter. */
  get all(): Settings {
    return this.#everywhere.all
  }

  /** Undefined: the editor is not one of GitLab's clients. */
  get gitlabClient(): GitlabClientOptions | undefined {
    return this.#gitlabClient
  }

  of({ path, languageId }: { path: string; languageId: string }): Settings {
    const folder =
      this.#folders.size > 0 ? innermostFolder(path, [...this.#folders.keys()]) : undefined
    const scope = folder === undefined ? undefined : this.#folders.get(folder)
    return (scope ?? this.#everywhere).of(languageId)
  }

  /** Lays what the editor sent over what it sent before; a problem with it, if there is one. */
  send(sent: unknown): string | undefined {
    this.#problem = this.#lay(sent)
    return this.#problem
  }

  /**
   * Takes what the editor answered for everything, and for each folder: all that is set now. With a problem in any
   * of it, which is returned, all stays as it was.
   */
  answer(everywhere: unknown, folders: readonly FolderAnswer[]): string | undefined {
    this.#problem = this.#takeAnswer(everywhere, folders)
    return this.#problem
  }

  noteGitlabClient({
    streamsGenerations,
    telemetryActions,
    remembers,
    allowsOthers,
  }: Partial<FlatRead>): void {
    const known = this.#gitlabClient
    this.#gitlabClient = {
      streamsGenerations: streamsGenerations ?? known?.streamsGenerations ?? false,
      telemetryActions: telemetryActions ?? known?.telemetryActions ?? [],
      remembers: remembers ?? known?.remembers ?? true,
      allowsOthers: allowsOthers ?? known?.allowsOthers ?? true,
    }
  }

  #lay(sent: unknown): string | undefined {
    const flat = readFlatSettings(sent)
    if (flat && 'problem' in flat) return flat.problem
    const ours = flat ? ownSectionOf(sent) : sent
    this.#unknown = unknownSettings(ours)
    const { layer: own, problem } = readLayer(ours)
    const { layer: theirs, problem: flatProblem } = readLayer(flat?.section)
    if (problem ?? flatProblem) return problem ?? flatProblem
    if (flat) this.noteGitlabClient(flat)
    this.#sent = overlay(overlay(this.#sent, theirs), own)
    this.#everywhere = new ScopedSettings(overlay(this.#sent, this.#answered))
    return undefined
  }

  #takeAnswer(everywhere: unknown, folders: readonly FolderAnswer[]): string | undefined {
    const all = [everywhere, ...folders.map(({ sent }) => sent)]
    this.#unknown = [...new Set(all.flatMap(unknownSettings))]
    const { layer, problem } = readLayer(everywhere)
    if (problem) return problem
    const whole = overlay(this.#sent, layer)
    const scopes = new Map<string, ScopedSettings>()
    for (const { path, sent } of folders) {
      const own = readLayer(sent)
      if (own.problem) return own.problem
      scopes.set(path, folderScope(whole, own.layer))
    }
    this.#answered = layer
    this.#everywhere = new ScopedSettings(whole)
    this.#folders = scopes
    return undefined
  }
}

/** Whoever uses GitLab's client with a gateway of ours says so beside GitLab's own settings. */
const ownSectionOf = (sent: unknown): unknown =>
  isObject(sent) && SETTINGS_SECTION in sent
    ? { [SETTINGS_SECTION]: sent[SETTINGS_SECTION] }
    : undefined

/** Connections are everybody's: one folder cannot have its own. */
function folderScope(whole: Layer, own: Layer): ScopedSettings {
  const { section, languages } = overlay(whole, own)
  return new ScopedSettings({
    section: { ...section, network: whole.section.network ?? {} },
    languages,
  })
}
