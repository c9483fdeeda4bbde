// Whether anything of a document may leave at all.
import type { OpenDocument } from '../../documents.ts'
import type { Settings } from '../../settings.ts'
import { FilePolicy, type FileRefusal } from './file-policy.ts'
import { isLanguageEnabled } from './languages.ts'

export type Refusal = 'off' | 'language' | 'project' | FileRefusal

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

export class Permission {
  readonly #onProblem: (problem: string) => void
  #folders: readonly string[] = []
  #disabledPaths: readonly string[] = []
  #files: FilePolicy

  constructor(onProblem: (problem: string) => void) {
    this.#onProblem = onProblem
    this.#files = this.#newFilePolicy()
  }

  /** `folders` as the editor has them now; both are compared by identity, so that a key costs nothing. */
  filePolicy(folders: readonly string[], disabledPaths: readonly string[]): FilePolicy {
    if (folders !== this.#folders || disabledPaths !== this.#disabledPaths) {
      this.#folders = folders
      this.#disabledPaths = disabledPaths
      this.#files = this.#newFilePolicy()
    }
    return this.#files
  }

  refusal(
    document: OpenDocument,
    folders: readonly string[],
    { codeCompletion }: Settings,
  ): Refusal | undefined {
    if (!codeCompletion.enabled) return 'off'
    if (!isLanguageEnabled(document, codeCompletion)) return 'language'
    const files = this.filePolicy(folders, codeCompletion.disabledPaths)
    return files.refusal(document.path)
  }

  #newFilePolicy(): FilePolicy {
    return new FilePolicy({
      folders: this.#folders,
      disabledPaths: this.#disabledPaths,
      onProblem: this.#onProblem,
    })
  }
}
