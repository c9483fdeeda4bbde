// Positions as the editor counts them, in UTF-8, UTF-16 or UTF-32 units, and as we do: always in UTF-16.
import Type from 'typebox'
import { type CancellationToken, ErrorCodes, ResponseError } from 'vscode-languageserver/node'
import type { Position, TextDocument } from 'vscode-languageserver-textdocument'
import { checker } from '../protocol/index.ts'

const ENCODINGS = ['utf-8', 'utf-16', 'utf-32'] as const
type Encoding = (typeof ENCODINGS)[number]

/** How many units of an encoding a character takes, by its code point. */
const UNITS: Record<Encoding, (codePoint: number) => number> = {
  'utf-8': (point) => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4),
  'utf-16': (point) => (point < 0x1_0000 ? 1 : 2),
  'utf-32': () => 1,
}

export class Positions {
  #encoding: Encoding = 'utf-16'

  /** The first of the editor's encodings that we know, in its order of preference. */
  negotiate(offered: readonly string[] = []): Encoding {
    const known = offered.map((name) => ENCODINGS.find((encoding) => encoding === name))
    this.#encoding = known.find((encoding) => encoding !== undefined) ?? 'utf-16'
    return this.#encoding
  }

  /** A position of the editor, in our units. What makes no sense stays as it is, for others to refuse. */
  toOurs({ line, character }: Position, text: TextDocument): Position {
    if (this.#encoding === 'utf-16' || character <= 0) return { line, character }
    return { line, character: this.#toUtf16(lineOf(text, line), character) }
  }

  /** Counts every position in the params of a message our way, in place. */
  takeIn(params: unknown, text: TextDocument): void {
    if (this.#encoding === 'utf-16') return
    eachPosition(params, (position) => {
      position.character = this.toOurs(position, text).character
    })
  }

  /** The same answer with every position counted the editor's way. */
  giveOut<T>(answer: T, text: TextDocument): T {
    if (this.#encoding === 'utf-16') return answer
    const copy = structuredClone(answer)
    eachPosition(copy, (position) => {
      const before = lineOf(text, position.line).slice(0, position.character)
      position.character = this.#unitsOf(before)
    })
    return copy
  }

  #toUtf16(line: string, character: number): number {
    const unitsOf = UNITS[this.#encoding]
    let units = 0
    let index = 0
    while (index < line.length && units < character) {
      const point = line.codePointAt(index) ?? 0
      units += unitsOf(point)
      index += UNITS['utf-16'](point)
    }
    return index
  }

  #unitsOf(text: string): number {
    const unitsOf = UNITS[this.#encoding]
    let units = 0
    for (const character of text) units += unitsOf(character.codePointAt(0) ?? 0)
    return units
  }
}

/** A handler of requests about a document, for editors that count in other units; who names none is refused. */
export function counted<P, A>(
  positions: Positions,
  textAt: (uri: string) => TextDocument | undefined,
  handle: (params: P, token: CancellationToken) => Promise<A>,
): (params: P, token: CancellationToken) => Promise<A | ResponseError<void>> {
  return async (params, token) => {
    const uri = checkUri(params).value?.textDocument.uri
    if (uri === undefined) return NAMELESS
    const text = textAt(uri)
    if (!text) return handle(params, token)
    positions.takeIn(params, text)
    const answer = await handle(params, token)
    return answer instanceof Error ? answer : positions.giveOut(answer, text)
  }
}

const NAMELESS = new ResponseError<void>(ErrorCodes.InvalidParams, 'textDocument.uri is needed')
const checkUri = checker(Type.Object({ textDocument: Type.Object({ uri: Type.String() }) }))

function lineOf(text: TextDocument, line: number): string {
  const start = { line, character: 0 }
  return text.getText({ start, end: { line, character: Number.MAX_SAFE_INTEGER } })
}

function eachPosition(value: unknown, visit: (position: Position) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (isPosition(value)) visit(value)
  else for (const member of Object.values(value)) eachPosition(member, visit)
}

const isPosition = (value: object): value is Position =>
  'line' in value &&
  typeof value.line === 'number' &&
  'character' in value &&
  typeof value.character === 'number'
