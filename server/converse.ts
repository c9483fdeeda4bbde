// A prompt sent as it is and answered as it comes: chat, and prompts that GitLab asks for by id.
import { randomUUID } from 'node:crypto'
import type { ModelConfig } from './config.ts'
import { streamAnswer, wholeAnswer } from './model-answer.ts'
import { type Ask, modelCall } from './model-call.ts'
import { cutAtMarks } from './postprocess/cut-at-marks.ts'
import type { ModelAnswer } from './providers/provider.ts'
import type { Deployment } from './selection/deployment.ts'
import type { SuggestionStream } from './suggestion.ts'
import type { Upstream } from './upstream.ts'

export type Question = Omit<Ask, 'stream' | 'choices'>

export interface Conversation {
  /** Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  whole(deployment: Deployment, question: Question, signal: AbortSignal): Promise<ModelAnswer>
  /** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(
    deployment: Deployment,
    question: Question,
    signal: AbortSignal,
    out: SuggestionStream,
  ): Promise<void>
}

export function createConversation(config: ModelConfig, upstream: Upstream): Conversation {
  return {
    whole(deployment, question, signal) {
      const ask = { ...question, choices: 1, stream: false }
      return wholeAnswer(modelCall(deployment, ask, config), upstream, signal)
    },

    stream(deployment, question, signal, out) {
      const ask = { ...question, choices: 1, stream: true }
      const { engine, name } = deployment
      return streamAnswer(modelCall(deployment, ask, config), upstream, signal, {
        id: randomUUID(),
        model: { engine, name },
        steps: cutAtMarks(question.prompt.stop),
        out,
      })
    },
  }
}
