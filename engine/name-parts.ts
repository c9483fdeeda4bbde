// The words inside a name, and how one name becomes another: `openDoor` → `closeDoor` turns `open` into `close`.

/** `readUserID2` → read, User, ID, 2; separators stay as parts of their own. */
export function partsOf(name: string): string[] {
  return name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z\d]+/g) ?? [name]
}

/** What a name became, part by part in lower case; undefined where the two are built differently. */
export function changedParts(from: string, to: string): Map<string, string> | undefined {
  const old = partsOf(from)
  const next = partsOf(to)
  // Equal parts at both ends are not the change: what is between them is.
  let head = 0
  while (head < Math.min(old.length, next.length) && old[head] === next[head]) head++
  let tail = 0
  while (
    tail < Math.min(old.length, next.length) - head &&
    old[old.length - 1 - tail] === next[next.length - 1 - tail]
  )
    tail++
  const before = old.slice(head, old.length - tail).join('')
  const after = next.slice(head, next.length - tail).join('')
  return before === '' || after === '' ? undefined : new Map([[before.toLowerCase(), after]])
}

/** The name with the same change made to it; undefined when it has none of the parts. */
export function withChanges(
  name: string,
  changes: ReadonlyMap<string, string>,
): string | undefined {
  for (const [before, after] of changes) {
    const at = name.toLowerCase().indexOf(before)
    if (at < 0) continue
    const found = name.slice(at, at + before.length)
    return name.slice(0, at) + inCaseOf(found, after) + name.slice(at + before.length)
  }
  return undefined
}

function inCaseOf(model: string, word: string): string {
  if (model === model.toLowerCase()) return word[0] ? word[0].toLowerCase() + word.slice(1) : word
  if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase()
  return (word[0] ?? '').toUpperCase() + word.slice(1)
}
