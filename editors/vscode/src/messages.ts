// What the language server says beyond LSP itself. It is unknown data until it has been checked here.
import Type, { type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'

/** What the status bar shows; the server sends it after each change and when another document has the focus. */
export const Status = Type.Object({
  state: Type.Union([
    Type.Literal('ready'),
    Type.Literal('thinking'),
    Type.Literal('offline'),
    Type.Literal('off'),
    Type.Literal('snoozed'),
  ]),
  /** `embedded`, or the model's name. */
  source: Type.String(),
  reason: Type.Optional(Type.String()),
  message: Type.String(),
  /** What is wrong with the settings. */
  notes: Type.Optional(Type.Array(Type.String())),
})
export type Status = Static<typeof Status>

/** Why nothing is shown at a place. */
export const Why = Type.Object({
  reason: Type.Union([Type.String(), Type.Null()]),
  message: Type.String(),
  action: Type.Optional(Type.String()),
  notes: Type.Optional(Type.Array(Type.String())),
})
export type Why = Static<typeof Why>

/** A piece of a generation: what came since the piece before. */
export const Piece = Type.Object({ text: Type.String() })

const Position = Type.Object({ line: Type.Integer(), character: Type.Integer() })

/** To ask again at this place would show more. */
export const MoreToShow = Type.Object({
  textDocument: Type.Object({ uri: Type.String() }),
  position: Position,
})
export type MoreToShow = Static<typeof MoreToShow>

/** A whole generation; `range` is what it takes the place of. */
export const Generation = Type.Object({
  text: Type.String(),
  range: Type.Object({ start: Position, end: Position }),
  source: Type.String(),
})
export type Generation = Static<typeof Generation>

/** Undefined when it is something else. */
export function checked<S extends TSchema>(schema: S, value: unknown): Static<S> | undefined {
  return Check(schema, value) ? value : undefined
}
