// The rules that lie in one folder of a disk.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts'
import { type ContextPolicy, contextPolicy, POLICY_FILE } from './policy-file.ts'

const IGNORE_FILES = ['.gitignore', '.midfillignore']
/** Nobody writes more by hand; a larger file is not read. */
const MAX_RULES_BYTES = 1_000_000

export interface FolderRules {
  /** Of .gitignore and .midfillignore; the latter cannot keep what the former ignores. */
  ignores: readonly (IgnoreRules | undefined)[]
  policy: ContextPolicy | undefined
  /** Whether it is the root of a repository. */
  isRepository: boolean
  /** Changes when one of the files does. */
  stamp: string
}

export function readFolderRules(folder: string, onProblem: (problem: string) => void): FolderRules {
  const stamp = stampOf(folder)
  const policyText = textOf(join(folder, POLICY_FILE))
  const { policy, problem } = policyText === undefined ? {} : contextPolicy(policyText)
  if (problem) onProblem(problem)
  return {
    ignores: IGNORE_FILES.map((name) => {
      const text = textOf(join(folder, name))
      return text === undefined ? undefined : ignoreRules(text)
    }),
    policy,
    isRepository: existsSync(join(folder, '.git')),
    stamp,
  }
}

/** The times of the files: rules need not be read again while it stays. */
export const stampOf = (folder: string): string =>
  [...IGNORE_FILES, POLICY_FILE].map((name) => timeOf(join(folder, name))).join()

function timeOf(path: string): string {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat ? `${stat.mtimeMs}-${stat.size}` : ''
  } catch {
    return '' // A part of the path is no folder, or may not be entered: there are no rules to read.
  }
}

function textOf(path: string): string | undefined {
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? MAX_RULES_BYTES) >= MAX_RULES_BYTES) {
      return undefined
    }
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // It vanished or may not be read.
  }
}
