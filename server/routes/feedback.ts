// POST /v1/feedback: what became of suggestions.
import type { FastifyInstance } from 'fastify'
import {
  FeedbackAnswer,
  FeedbackBody,
  type FeedbackEvent,
  GatewayError,
} from '../../protocol/index.ts'
import type { Experiments } from '../experiments/experiments.ts'

/** Who may ask for suggestions may say what became of them. */
const GRANTS = ['complete_code', 'generate_code']

export interface FeedbackParts {
  readonly experiments: Experiments
  /** Undefined: nobody follows suggestions. */
  readonly events: { feedback(event: FeedbackEvent): void } | undefined
}

export function feedback(app: FastifyInstance, { experiments, events }: FeedbackParts): void {
  const schema = {
    summary: 'What became of suggestions',
    body: FeedbackBody,
    response: { 202: FeedbackAnswer },
  }
  app.post<{ Body: FeedbackBody }>('/v1/feedback', { schema }, async (request, reply) => {
    if (!GRANTS.some((grant) => request.caller.mayUse(grant))) {
      throw new GatewayError('forbidden', 'Unauthorized to send feedback')
    }
    reply.code(202)
    if (events) for (const event of request.body.events) events.feedback(event)
    return experiments.takeTogether(request.body)
  })
}
