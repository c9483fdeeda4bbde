// The pipeline, top to bottom: select a deployment, build the prompt, call the model, post-process.

import { randomUUID } from 'node:crypto'
import type { Cancellation } from './client.ts'
import type { ModelConfig } from './config.ts'
import { EarlyStream } from './early-stream.ts'
import { EMBEDDED_MODEL, embeddedCompletion } from './embedded.ts'
import type { ModelClient, Question } from './model-client.ts'
import { postprocessed, postprocessing } from './postprocess/index.ts'
import { suggestionPrompt } from './prompts/suggestion-prompt.ts'
import { answerTokens, type ModelLimits } from './prompts/window.ts'
import type { Deployment } from './selection/deployment.ts'
import { selectDeployment } from './selection/select.ts'
import type {
  AnsweringModel,
  Suggestion,
  SuggestionRequest,
  SuggestionStream,
} from './suggestion.ts'

export interface Suggester {
  /** One whole suggestion. Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  whole(request: SuggestionRequest, signal: Cancellation): Promise<Suggestion>
  /** Streams into `out`. Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(request: SuggestionRequest, signal: Cancellation, out: SuggestionStream): Promise<void>
}

export function createSuggester(config: ModelConfig, models: ModelClient): Suggester {
  const questionFor = (deployment: Deployment, request: SuggestionRequest) => {
    const limits = models.limits(deployment)
    // Only the first request after a start waits for the server to be found.
    return limits instanceof Promise
      ? limits.then((found) => askedWithin(found, deployment, request))
      : askedWithin(limits, deployment, request)
  }

  const whole: Suggester['whole'] = async (request, signal) => {
    const deployment = selectDeployment(request.namedModel, config)
    if (!deployment) return embeddedSuggestion(request)
    const question = await questionFor(deployment, request)
    const { choices, usage } = await models.whole(deployment, question, signal)
    return {
      id: randomUUID(),
      choices: choices
        .map((choice) => ({
          ...choice,
          text: postprocessed(deployment.family, request, choice.text),
        }))
        .filter((choice) => choice.text !== ''),
      model: answeringModel(deployment, request),
      usage,
    }
  }

  return {
    whole,
    async stream(request, signal, out) {
      const deployment = selectDeployment(request.namedModel, config)
      if (!deployment) return relayWhole(embeddedSuggestion(request), out)
      const model = answeringModel(deployment, request)
      if (!config.isStreaming) {
        return streamWhole(whole({ ...request, choices: 1 }, signal), { model, out })
      }
      const steps = postprocessing(deployment.family, request)
      const parts = { id: randomUUID(), model, steps, out }
      return models.stream(deployment, await questionFor(deployment, request), signal, parts)
    },
  }
}

function askedWithin(
  limits: ModelLimits,
  { family }: Deployment,
  request: SuggestionRequest,
): Question {
  return {
    prompt: suggestionPrompt(family, request, limits),
    note: request.note,
    maxTokens: answerTokens(family, request.kind),
    choices: request.choices,
  }
}

function answeringModel(deployment: Deployment, { kind }: SuggestionRequest): AnsweringModel {
  const { engine, name, family, isNamed } = deployment
  if (!isNamed) return { engine, name }
  const title = kind === 'completion' ? family.completionTitle : family.generationTitle
  return { engine, name, title }
}

function embeddedSuggestion(request: SuggestionRequest): Suggestion {
  const text = embeddedCompletion(request)
  return {
    id: randomUUID(),
    choices: text ? [{ text, finishReason: 'stop' }] : [],
    model: EMBEDDED_MODEL,
    usage: undefined,
  }
}

/** A whole suggestion as a stream of one chunk. */
function relayWhole({ id, model, choices }: Suggestion, out: SuggestionStream): void {
  out.begin(id, model, () => {})
  const [first] = choices
  if (first) out.chunk(first.text)
  out.end()
}

/** One chunk from a model that must not stream; the client's headers do not wait for it. */
function streamWhole(
  suggestion: Promise<Suggestion>,
  { model, out }: { model: AnsweringModel; out: SuggestionStream },
): Promise<void> {
  const early = new EarlyStream(out, () => out.begin(randomUUID(), model, () => {}))
  suggestion.then(
    ({ choices: [first], usage }) => {
      early.chunk(first?.text ?? '')
      early.end(usage)
    },
    (error) => early.fail(error),
  )
  return early.done
}
