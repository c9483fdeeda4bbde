// What a token looks like when its name does not matter: the same statement with other names has the same shape.
import { isDigit, isWordChar } from './lexer.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Shapes are numbered like tokens; these are below the first word. */
const NAME = 8
const NUMBER = 9

export function shapeOf(id: number, vocabulary: Vocabulary): number {
  const first = vocabulary.firstCharOf(id)
  if (isDigit(first)) return NUMBER
  return isWordChar(first) && first !== 0 ? NAME : id
}
