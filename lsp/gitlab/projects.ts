// Whether a project of the GitLab instance allows code suggestions. Asked once for each, in the background.
import { realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { keepNewest } from '../keep-newest.ts'
import type { Settings } from '../settings.ts'
import { repositoryAt } from './repository.ts'

export interface ProjectsParts {
  settings(): Settings
  /** Whether files outside the instance's projects get suggestions. */
  allowsOthers(): boolean
  /** Never rejects: what cannot be learned counts as allowed. */
  isOff(settings: Settings, projectPath: string): Promise<boolean>
  /** More is known than before. */
  changed(): void
}

interface Found {
  /** Undefined: not known yet. */
  isOff: boolean | undefined
  settled: Promise<void>
}

/** What was learned with one address and token. */
class Learned {
  readonly settings: Settings
  /** By folder of a file. */
  readonly folders = new Map<string, Found>()
  /** By path of the project. */
  readonly projects = new Map<string, Promise<boolean>>()
  /** Roots of repositories whose project is off. */
  readonly closed = new Set<string>()

  constructor(settings: Settings) {
    this.settings = settings
  }
}

/** Folders that are remembered: those of a large workspace of which pieces come along. */
const MAX_FOLDERS = 10_000

export class Projects {
  readonly #parts: ProjectsParts
  #learned: Learned | undefined
  #settings: Settings | undefined
  #key = ''

  constructor(parts: ProjectsParts) {
    this.#parts = parts
  }

  /** Whether a file may go to the instance; undefined: it is being found out. `path`: absolute. */
  allows(path: string): boolean | undefined {
    const found = this.#at(path)
    if (!found) return true
    return found.isOff === undefined ? undefined : !found.isOff
  }

  /** Resolves once `allows` knows; undefined: it does. */
  settled(path: string): Promise<void> | undefined {
    const found = this.#at(path)
    return found?.isOff === undefined ? found?.settled : undefined
  }

  /** Roots of the repositories that are known to be off. */
  get closedRepositories(): readonly string[] {
    return [...(this.#current()?.closed ?? [])].sort()
  }

  #at(path: string): Found | undefined {
    const learned = this.#current()
    if (!learned) return undefined
    const folder = dirname(path)
    const known = learned.folders.get(folder)
    if (known) return known
    const found: Found = { isOff: undefined, settled: Promise.resolve() }
    keepNewest(learned.folders, folder, found, MAX_FOLDERS)
    found.settled = this.#isFolderOff(learned, folder).then((isOff) => {
      found.isOff = isOff
      this.#parts.changed()
    })
    return found
  }

  /** Undefined: no instance is asked. With every key the settings are the same: only others are compared. */
  #current(): Learned | undefined {
    const settings = this.#parts.settings()
    if (settings.gateway.url !== '' || settings.gitlab.token === '') return undefined
    if (settings === this.#settings) return this.#learned
    this.#settings = settings
    const { baseUrl, token, projectPath } = settings.gitlab
    const key = JSON.stringify([baseUrl, token, projectPath, this.#parts.allowsOthers()])
    if (key !== this.#key) this.#learned = new Learned(settings)
    this.#key = key
    return this.#learned
  }

  /** A link into a project that is off leads to nothing that may go. */
  async #isFolderOff(learned: Learned, folder: string): Promise<boolean> {
    const real = await realpath(folder).catch(() => folder) // Not on the disk: it is no link.
    const folders = real === folder ? [folder] : [folder, real]
    const off = await Promise.all(folders.map((at) => this.#isRepositoryOff(learned, at)))
    return off.includes(true)
  }

  async #isRepositoryOff(learned: Learned, folder: string): Promise<boolean> {
    const { baseUrl, projectPath } = learned.settings.gitlab
    const repository = await repositoryAt(folder, baseUrl)
    const project = repository?.project ?? projectPath
    const isOff =
      project === '' ? !this.#parts.allowsOthers() : await this.#isProjectOff(learned, project)
    if (isOff && repository) learned.closed.add(repository.root)
    return isOff
  }

  #isProjectOff({ settings, projects }: Learned, project: string): Promise<boolean> {
    const known = projects.get(project)
    if (known) return known
    const isOff = this.#parts.isOff(settings, project)
    projects.set(project, isOff)
    return isOff
  }
}
