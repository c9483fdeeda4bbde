// What .gitignore files leave out, each for its own folder and below.
import { ignoreRules, type IgnoreRules as RulesOfOneFile } from '../policy/ignore-rules.ts'

/** The rules that hold in a folder: its own, then those of the folders above. */
export interface IgnoreRules {
  /** Relative to the workspace folder, with a slash at its end; empty for the folder itself. */
  readonly folder: string
  readonly own: RulesOfOneFile
  readonly above: IgnoreRules | undefined
}

/** `text` is what the folder's .gitignore says. */
export function rulesFor(folder: string, text: string, above?: IgnoreRules): IgnoreRules {
  return { folder, own: ignoreRules(text), above }
}

/** `path` is relative to the workspace folder; a folder's ends in a slash. The innermost rule that speaks wins. */
export function isIgnored(path: string, rules: IgnoreRules | undefined): boolean {
  for (let level = rules; level; level = level.above) {
    const said = level.own(path.slice(level.folder.length))
    if (said) return said === 'ignored'
  }
  return false
}
