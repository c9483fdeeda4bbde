// Documents and edits for the tests of grammars/.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  type Change,
  Grammars,
  languageOf,
  type Point,
  type SyntaxParser,
} from '../../grammars/index.ts'

export async function parserFor(t: TestContext, languageId: string): Promise<SyntaxParser> {
  const grammars = new Grammars({ onError: assert.fail })
  t.after(() => grammars.close())
  const language = languageOf({ languageId })
  return (language && (await grammars.parserOf(language))) ?? assert.fail(languageId)
}

/** A TypeScript module of about so many lines, without errors. */
export function typescriptOf(lines: number): string {
  const shop = (i: number) => `export class Shop${i} extends Base<Item> {
  private items: Item[] = []

  async checkout(user: User, tries = 3): Promise<Receipt> {
    for (const item of this.items) {
      if (item.price > 10 && user.name === 'x') await this.api.post(\`/buy/\${item.id}\`)
    }
    return { total: this.items.length * 1.2, tries }
  }
}
`
  return Array.from({ length: lines / 10 }, (_, i) => shop(i)).join('')
}

export interface Edited {
  text: string
  change: Change
}

/** Replaces the text between two indexes. */
export function replace(text: string, [start, end]: [number, number], inserted: string): Edited {
  const next = text.slice(0, start) + inserted + text.slice(end)
  const newEndIndex = start + inserted.length
  return {
    text: next,
    change: {
      startIndex: start,
      oldEndIndex: end,
      newEndIndex,
      startPosition: pointAt(text, start),
      oldEndPosition: pointAt(text, end),
      newEndPosition: pointAt(next, newEndIndex),
    },
  }
}

export function pointAt(text: string, index: number): Point {
  const lines = text.slice(0, index).split('\n')
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 }
}

/** Whole numbers below a limit, the same ones for the same seed. */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >> 8) % limit
  }
}
