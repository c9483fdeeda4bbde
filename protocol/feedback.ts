// `POST /v1/feedback`: what became of suggestions.
import Type, { type Static } from 'typebox'

/** Most events in one request. */
export const MAX_FEEDBACK_EVENTS = 100

export const FeedbackEvent = Type.Object({
  suggestion_id: Type.String({
    minLength: 1,
    maxLength: 64,
    description: '`id` of the answer, or its header `X-Midfill-Suggestion-Id`.',
  }),
  event: Type.Enum(['shown', 'accepted', 'partially_accepted', 'rejected', 'ignored', 'kept'], {
    description:
      '`rejected`: visible long enough to be read, and not taken; `ignored`: not long enough; `kept`: an accepted one is still there.',
  }),
  accepted_chars: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'How much of it, so far.' }),
  ),
  after_ms: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 86_400_000,
      description: 'Since it was shown; of a `kept` one since it was accepted.',
    }),
  ),
  kept_chars: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'How much of it is still there.' }),
  ),
})
export type FeedbackEvent = Static<typeof FeedbackEvent>

export const FeedbackBody = Type.Object({
  events: Type.Array(FeedbackEvent, { minItems: 1, maxItems: MAX_FEEDBACK_EVENTS }),
})
export type FeedbackBody = Static<typeof FeedbackBody>

/** Suggestions that the gateway has forgotten, or that another replica made, are unknown: no mistake. */
export const FeedbackAnswer = Type.Object({ taken: Type.Integer(), unknown: Type.Integer() })
