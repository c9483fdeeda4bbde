// `midfill/generate`: code from an instruction, asked by an editor on command.
import Type, { type Static } from 'typebox'

export const GENERATE_REQUEST = 'midfill/generate'

const Position = Type.Object({
  line: Type.Integer({ minimum: 0 }),
  character: Type.Integer({ minimum: 0 }),
})

export const GenerateParams = Type.Object({
  textDocument: Type.Object({ uri: Type.String() }),
  range: Type.Object({ start: Position, end: Position }),
  instruction: Type.Optional(Type.String({ maxLength: 20_000 })),
  /** As LSP has it: pieces come as `$/progress` with this token and `{ text }`. */
  partialResultToken: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
})
export type GenerateParams = Static<typeof GenerateParams>

export interface GenerateAnswer {
  /** All of it. */
  text: string
  /** What the text replaces; empty where it is inserted. */
  range: GenerateParams['range']
  /** Name of the model. */
  source: string
  /** For feedback. */
  id?: string
}

/** Value of a `$/progress`: what came since the last one. */
export interface GeneratedPiece {
  text: string
}
