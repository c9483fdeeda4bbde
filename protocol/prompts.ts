// `POST /v1/prompts/{id}` and `/v2/prompts/{id}`: a prompt of the gateway's, filled with inputs.
import Type, { type Static } from 'typebox'
import { Flag, optional } from './shapes.ts'
import { ModelMetadata } from './suggestions.ts'

export const PromptBody = Type.Object({
  inputs: Type.Record(Type.String(), Type.Unknown()),
  prompt_version: optional(Type.String({ description: 'A semantic version range; ^1.0.0.' })),
  stream: optional(Flag),
  model_metadata: optional(ModelMetadata),
})
export type PromptBody = Static<typeof PromptBody>
