// Whether a project of the GitLab instance allows code suggestions. Asked once for each, in the background.
import { dirname } from 'node:path'
import type { Settings } from '../settings.ts'
import { projectAt } from './repository.ts'

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

/** Folders that are remembered; more than anybody has open. */
const MAX_FOLDERS = 500

export class Projects {
  readonly #parts: ProjectsParts
  /** By folder of a file. */
  readonly #folders = new Map<string, Found>()
  /** By path of the project. */
  readonly #projects = new Map<string, Promise<boolean>>()
  /** What all of it was learned with. */
  #settings: Settings | undefined
  #key = ''

  constructor(parts: ProjectsParts) {
    this.#parts = parts
  }

  /** Whether nothing of a file may go to the instance. `path`: absolute. */
  isOff(path: string): boolean {
    return this.#at(path)?.isOff === true
  }

  /** Resolves once `isOff` knows; undefined: it does. */
  settled(path: string): Promise<void> | undefined {
    const found = this.#at(path)
    return found?.isOff === undefined ? found?.settled : undefined
  }

  #at(path: string): Found | undefined {
    const settings = this.#parts.settings()
    if (settings.gateway.url !== '' || settings.gitlab.token === '') return undefined
    if (settings !== this.#settings) this.#learnWith(settings)
    const folder = dirname(path)
    const known = this.#folders.get(folder)
    if (known) return known
    if (this.#folders.size >= MAX_FOLDERS) this.#folders.clear()
    const found: Found = { isOff: undefined, settled: Promise.resolve() }
    this.#folders.set(folder, found)
    found.settled = this.#learn(folder, settings).then((isOff) => {
      found.isOff = isOff
      this.#parts.changed()
    })
    return found
  }

  /** With every key it is asked whether the settings are the same: only others are compared. */
  #learnWith(settings: Settings): void {
    this.#settings = settings
    const { baseUrl, token, projectPath } = settings.gitlab
    const key = JSON.stringify([baseUrl, token, projectPath, this.#parts.allowsOthers()])
    if (key === this.#key) return
    this.#key = key
    this.#folders.clear()
    this.#projects.clear()
  }

  async #learn(folder: string, settings: Settings): Promise<boolean> {
    const { baseUrl, projectPath } = settings.gitlab
    const project = (await projectAt(folder, baseUrl)) ?? projectPath
    return project === '' ? !this.#parts.allowsOthers() : this.#isProjectOff(settings, project)
  }

  #isProjectOff(settings: Settings, project: string): Promise<boolean> {
    const known = this.#projects.get(project)
    if (known) return known
    const isOff = this.#parts.isOff(settings, project)
    this.#projects.set(project, isOff)
    return isOff
  }
}
