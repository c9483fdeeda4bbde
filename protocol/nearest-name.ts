/** The known name that takes the fewest letters to write in its place; empty when none is known. */
export const nearestName = (name: string, known: readonly string[]): string =>
  known.reduce(
    (best, one) => (best === '' || distance(name, one) < distance(name, best) ? one : best),
    '',
  )

/** Levenshtein's: how many letters must change to get from one word to the other. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
