/** A shorter line may stand anywhere. */
const TELLING_CHARS = 3
const LETTERS = /[\p{L}\p{N}]/gu

/** How many characters of an accepted text a document still has, counted by whole lines without their indentation. */
export function keptChars(accepted: string, document: string): number {
  const kept = linesOf(accepted).filter((line) => document.includes(line))
  return kept.reduce((sum, line) => sum + line.length, 0)
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => (line.match(LETTERS)?.length ?? 0) >= TELLING_CHARS)
