// `POST /v1/fim/completions`: one suggestion for a gap, in the words of Mistral's API, which many editors speak.
import Type, { type Static } from 'typebox'
import { Flag, MAX_NAME_CHARS, optional } from './shapes.ts'

/** Editors send the ends of a text in every language that they know. */
export const MAX_STOPS = 64

const Stop = Type.String({ maxLength: MAX_NAME_CHARS })
const unused = Type.Optional(
  Type.Unknown({
    description: 'Accepted and not used: how models are asked is set in the gateway.',
  }),
)

/** The body of `/v1/fim/completions`. Members that are not listed are ignored. */
export const FimBody = Type.Object({
  model: optional(
    Type.String({
      maxLength: MAX_NAME_CHARS,
      description: 'Said again in the answer; the rules of the gateway choose.',
    }),
  ),
  prompt: Type.String({ description: 'The text before the cursor.' }),
  suffix: optional(Type.String({ description: 'The text after the cursor.' })),
  stream: optional(Flag),
  max_tokens: optional(Type.Integer({ minimum: 1, description: 'Most tokens of the answer.' })),
  stop: optional(
    Type.Union([Stop, Type.Array(Stop, { maxItems: MAX_STOPS })], {
      description: 'The answer ends before the first of these.',
    }),
  ),
  min_tokens: unused,
  temperature: unused,
  top_p: unused,
  random_seed: unused,
})
export type FimBody = Static<typeof FimBody>

const Usage = Type.Object({
  prompt_tokens: Type.Integer(),
  completion_tokens: Type.Integer(),
  total_tokens: Type.Integer(),
})

const HEAD = {
  id: Type.String(),
  created: Type.Integer({ description: 'Seconds since 1970.' }),
  model: Type.String(),
}

/** The answer of `/v1/fim/completions`. There is always one choice; nothing to suggest is an empty text. */
export const FimAnswer = Type.Object({
  ...HEAD,
  object: Type.Literal('chat.completion'),
  choices: Type.Array(
    Type.Object({
      index: Type.Integer(),
      message: Type.Object({ role: Type.Literal('assistant'), content: Type.String() }),
      finish_reason: Type.String(),
    }),
  ),
  usage: Usage,
})
export type FimAnswer = Static<typeof FimAnswer>

/** One event of its stream; every one has a text, because there are clients that read nothing else. */
export const FimChunk = Type.Object({
  ...HEAD,
  object: Type.Literal('chat.completion.chunk'),
  choices: Type.Array(
    Type.Object({
      index: Type.Integer(),
      delta: Type.Object({
        role: Type.Optional(Type.Literal('assistant')),
        content: Type.String(),
      }),
      finish_reason: Type.Union([Type.Null(), Type.Literal('stop')]),
    }),
  ),
  usage: Type.Optional(Usage),
})
export type FimChunk = Static<typeof FimChunk>
