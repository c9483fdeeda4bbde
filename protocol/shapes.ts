// Pieces that several messages share.
import Type, { type TSchema } from 'typebox'

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** May be left out or null: GitLab sends either for what it does not know. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(nullable(schema))

/** A snippet: a piece of another place, given as context. */
export const ContextItem = Type.Object({
  type: Type.String({ maxLength: 1024, description: '`file` or `snippet`.' }),
  name: Type.String({ maxLength: 1024, description: 'Path relative to the workspace.' }),
  content: Type.String(),
})

/** Longest file name and language id, in code points. */
export const MAX_NAME_CHARS = 255

/** A message of a chat. */
export const ChatMessage = Type.Object({
  role: Type.Union([Type.Literal('system'), Type.Literal('user'), Type.Literal('assistant')]),
  content: Type.String(),
})

/** A truth value, also in the words that Python's clients may write it with. */
export const Flag = Type.Union([
  Type.Boolean(),
  Type.String({ pattern: '^(?:[Tt]rue|[Ff]alse|yes|no|on|off|y|n|t|f|1|0)$' }),
  Type.Integer({ minimum: 0, maximum: 1 }),
])

const YES = new Set<unknown>([true, 1, 'true', 'True', 'yes', 'on', 'y', 't', '1'])

export const isOn = (value: unknown): boolean => YES.has(value)

/** The number of a project or a user, also as text. */
export const IdNumber = Type.Union([Type.Integer(), Type.String({ pattern: '^-?\\d{1,18}$' })])

/** A whole number, also as the text that Python's clients may write it as; `Number` reads both. */
export const WholeNumber = Type.Union([Type.Integer(), Type.String({ pattern: '^-?\\d{1,9}$' })])
