// What a diff without context says of each file: which lines are new, and whether others stood in their place.

/** Zero-based numbers of lines in the new text. */
export interface AddedLines {
  /** Nothing stood where they are. */
  added: Set<number>
  /** Older lines made room for them. */
  replaced: Set<number>
}

/** By path behind `+++ b/`. Reads the output of `git diff --unified=0 --no-color --no-renames`. */
export function addedLinesOf(diff: string): Map<string, AddedLines> {
  const files = new Map<string, AddedLines>()
  let lines: AddedLines = { added: new Set(), replaced: new Set() }
  for (const row of diff.split('\n')) {
    const [, name] = /^\+\+\+ b\/(.+?)\t?$/.exec(row) ?? []
    if (name) {
      lines = { added: new Set(), replaced: new Set() }
      files.set(name, lines)
    }
    const [, removed = '1', first, count = '1'] =
      /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(row) ?? []
    const into = removed === '0' ? lines.added : lines.replaced
    for (let i = 0; first && i < Number(count); i += 1) into.add(Number(first) - 1 + i)
  }
  return files
}
