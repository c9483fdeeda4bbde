// Whether anything of a document may leave at all.
import { languageOfFile } from '../../../grammars/index.ts'
import type { OpenDocument } from '../../documents.ts'
import { keepNewest } from '../../keep-newest.ts'
import type { Settings } from '../../settings.ts'
import { FilePolicy, type FileRefusal } from './file-policy.ts'
import { isLanguageEnabled } from './languages.ts'

export type Refusal = 'off' | 'language' | FileRefusal

/** For a log: names no file. */
export const REFUSALS: Record<Refusal, string> = {
  off: 'suggestions are switched off',
  language: 'suggestions are off for this language',
  project: 'the project in GitLab has switched GitLab Duo off',
  secret_file: 'files for keys and passwords are never sent',
  disabled_path: 'the settings keep this file here',
  ignored: 'the file is ignored by .gitignore or .midfillignore',
  policy: 'the file is kept here by .ai-context-policy.yml',
}

export interface PermissionParts {
  onProblem(problem: string): void
  /** Absolute paths of the workspace folders; the same array until they change. */
  folders(): readonly string[]
  /** Of the folder that holds a path, and of a language there. */
  settingsAt(place: { path: string; languageId: string }): Settings
  /** Whether the GitLab project of a file has suggestions; undefined: not known yet. */
  projectAllows(path: string): boolean | undefined
}

/** Sets of patterns in force: one for each folder and language that has its own. */
const MAX_POLICIES = 50

/** Whether a file may leave: the one that is edited, and any other of which a piece would go with it. */
export class Permission {
  readonly #parts: PermissionParts
  #folders: readonly string[] = []
  /** By the patterns of the settings. */
  readonly #files = new Map<readonly string[], FilePolicy>()

  constructor(parts: PermissionParts) {
    this.#parts = parts
  }

  /** Of a document that is edited: the answer is worded, and its project is known by the time it is asked about. */
  refusal(document: OpenDocument, { codeCompletion }: Settings): Refusal | undefined {
    if (!codeCompletion.enabled) return 'off'
    if (!isLanguageEnabled(document, codeCompletion)) return 'language'
    const refused = this.#policyWith(codeCompletion.disabledPaths).refusal(document.path)
    if (refused) return refused
    return this.#parts.projectAllows(document.path) === false ? 'project' : undefined
  }

  /** Of any other file, by absolute path: what is not known to be allowed stays here. */
  mayLeave(path: string): boolean {
    const languageId = languageOfFile(path)?.id ?? ''
    const { codeCompletion } = this.#parts.settingsAt({ path, languageId })
    if (!codeCompletion.enabled) return false
    if (!isLanguageEnabled({ uri: path, languageId }, codeCompletion)) return false
    if (!this.#policyWith(codeCompletion.disabledPaths).mayRead(path)) return false
    return this.#parts.projectAllows(path) === true
  }

  /** Folders and patterns are compared by identity, so that a key costs nothing. */
  #policyWith(disabledPaths: readonly string[]): FilePolicy {
    const { onProblem, folders: now } = this.#parts
    const folders = now()
    if (folders !== this.#folders) this.#files.clear()
    this.#folders = folders
    const known = this.#files.get(disabledPaths)
    if (known) return known
    const policy = new FilePolicy({ folders, disabledPaths, onProblem })
    keepNewest(this.#files, disabledPaths, policy, MAX_POLICIES)
    return policy
  }
}
