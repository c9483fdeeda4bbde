/** Undefined for what is not JSON: to a dialect that is the same as JSON of another shape. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Whoever reads it says so, in words that fit.
  }
}
