// `POST /v1/chat/agent` and `/v2/chat/agent`, as far as a plain answer of a self-hosted model goes.
import Type, { type Static } from 'typebox'
import { ChatMessage, Flag, optional } from './shapes.ts'
import { ModelMetadata } from './suggestions.ts'

/** The conversation so far. Other members of a message are for tools, which are not served. */
export const ChatAgentBody = Type.Object({
  messages: Type.Array(
    Type.Object({
      role: Type.Union([Type.Literal('system'), Type.Literal('user'), Type.Literal('assistant')]),
      content: optional(Type.String()),
    }),
    { minItems: 1 },
  ),
  model_metadata: optional(ModelMetadata),
})
export type ChatAgentBody = Static<typeof ChatAgentBody>

/** One question with its model beside it: the form that GitLab's troubleshooting guide shows. */
export const ChatPromptBody = Type.Object({
  prompt_components: Type.Array(
    Type.Object({
      payload: Type.Object({
        content: Type.Union([Type.String(), Type.Array(ChatMessage)]),
        provider: optional(Type.String()),
        model: optional(Type.String()),
        model_endpoint: optional(Type.String()),
        model_api_key: optional(Type.String()),
        model_identifier: optional(Type.String()),
      }),
    }),
    { minItems: 1, maxItems: 1 },
  ),
  stream: optional(Flag),
})
export type ChatPromptBody = Static<typeof ChatPromptBody>
