// What a token looks like when its name does not matter: the same statement with other names has the same shape.
import { isDigit, isWordChar } from './lexer.ts'
import type { TokenList } from './token-list.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Shapes are numbered like tokens; these are below the first word. */
const NAME = 8
const NUMBER = 9

export function shapeOf(id: number, vocabulary: Vocabulary): number {
  const first = vocabulary.firstCharOf(id)
  if (isDigit(first)) return NUMBER
  return isWordChar(first) && first !== 0 ? NAME : id
}

/** Fills `shapes` with the same tokens without their names, and returns it. */
export function shapesOf(list: TokenList, vocabulary: Vocabulary, shapes: TokenList): TokenList {
  shapes.count = 0
  shapes.append(list)
  const { ids } = shapes
  for (let i = 0; i < list.count; i++) ids[i] = shapeOf(ids[i] ?? 0, vocabulary)
  return shapes
}
