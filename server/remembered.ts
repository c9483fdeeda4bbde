/** Requests may name anything, of any length: so many results are kept, for texts up to this length. */
const MAX_RESULTS = 1_000
const MAX_TEXT_CHARS = 1_000

/** A pure function of a text that remembers what it found. When that becomes too much, it begins anew. */
export function remembered<T>(find: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>()
  return (text) => {
    const known = results.get(text)
    if (known !== undefined) return known
    const found = find(text)
    if (text.length > MAX_TEXT_CHARS) return found
    if (results.size >= MAX_RESULTS) results.clear()
    results.set(text, found)
    return found
  }
}
