/** Stands where a context must not reach across: between texts, and for a line too long to learn. */
export const BOUNDARY = 0
/** A line break before an empty line. */
export const BLANK_BREAK = 1
/** Other breaks carry the change of indentation level, so that a match holds at any depth. */
const LEVEL_BREAK = 6
const DEEPEST_OUT = -4
const DEEPEST_IN = 3
const FIRST_WORD = 10

/** Numbers tokens by their text. Numbers below `FIRST_WORD` are breaks and the boundary. */
export interface Vocabulary {
  numbers: Map<string, number>
  /** Text by number; empty for breaks and the boundary. */
  words: string[]
}

export function createVocabulary(): Vocabulary {
  return { numbers: new Map(), words: new Array<string>(FIRST_WORD).fill('') }
}

export function numberOf(vocabulary: Vocabulary, word: string): number {
  const known = vocabulary.numbers.get(word)
  if (known !== undefined) return known
  vocabulary.numbers.set(word, vocabulary.words.length)
  return vocabulary.words.push(word) - 1
}

export function isBreak(id: number): boolean {
  return id > BOUNDARY && id < FIRST_WORD
}

/** The break before a line that is `levels` deeper than the last written line; may be a fraction. */
export function levelBreak(levels: number): number {
  const whole = Math.sign(levels) * Math.floor(Math.abs(levels) + 0.5)
  return LEVEL_BREAK + Math.min(DEEPEST_IN, Math.max(DEEPEST_OUT, whole))
}

/** The change of level that a break stands for. */
export function levelsOf(id: number): number {
  return id === BLANK_BREAK ? 0 : id - LEVEL_BREAK
}
