// Patterns as in .gitignore.
import ignore from 'ignore'

/** What the rules of one file say of a path; undefined: nothing. */
export type IgnoreRules = (relativePath: string) => 'ignored' | 'kept' | undefined

/**
 * `patterns` is a file's text or its lines. The path is relative to the rules' folder, with `/`; a folder ends with
 * `/`. Patterns that make no sense match nothing.
 */
export function ignoreRules(patterns: string | readonly string[]): IgnoreRules {
  const rules = ignore().add(patterns)
  return (relativePath) => {
    if (!ignore.isPathValid(relativePath)) return undefined
    const { ignored, unignored } = rules.test(relativePath)
    if (ignored) return 'ignored'
    return unignored ? 'kept' : undefined
  }
}
