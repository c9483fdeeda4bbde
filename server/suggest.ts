// The pipeline, top to bottom: select a deployment, build the prompt, call the model, post-process.
import { randomUUID } from 'node:crypto'
import type { ModelConfig } from './config.ts'
import { EarlyStream } from './early-stream.ts'
import { EMBEDDED_MODEL, embeddedCompletion } from './embedded.ts'
import { streamAnswer, wholeAnswer } from './model-answer.ts'
import { type Ask, modelCall } from './model-call.ts'
import { postprocessed, postprocessing } from './postprocess/index.ts'
import { suggestionPrompt } from './prompts/suggestion-prompt.ts'
import type { Deployment } from './selection/deployment.ts'
import { selectDeployment } from './selection/select.ts'
import type {
  AnsweringModel,
  Suggestion,
  SuggestionRequest,
  SuggestionStream,
} from './suggestion.ts'
import type { Upstream } from './upstream.ts'

export interface Suggester {
  /** One whole suggestion. Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  whole(request: SuggestionRequest, signal: AbortSignal): Promise<Suggestion>
  /** Streams into `out`. Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(request: SuggestionRequest, signal: AbortSignal, out: SuggestionStream): Promise<void>
}

export function createSuggester(config: ModelConfig, upstream: Upstream): Suggester {
  const whole: Suggester['whole'] = async (request, signal) => {
    const deployment = selectDeployment(request.namedModel, config)
    if (!deployment) return embeddedSuggestion(request)
    const call = modelCall(deployment, askFor(deployment, request, { stream: false }), config)
    const { choices, usage } = await wholeAnswer(call, upstream, signal)
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
      const call = modelCall(deployment, askFor(deployment, request, { stream: true }), config)
      const steps = postprocessing(deployment.family, request)
      return streamAnswer(call, upstream, signal, { id: randomUUID(), model, steps, out })
    },
  }
}

function askFor(
  { family }: Deployment,
  request: SuggestionRequest,
  { stream }: { stream: boolean },
): Ask {
  return {
    prompt: suggestionPrompt(family, request),
    maxTokens:
      request.kind === 'completion' ? family.maxCompletionTokens : family.maxGenerationTokens,
    choices: stream ? 1 : request.choices,
    stream,
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
    ({ choices: [first] }) => {
      early.chunk(first?.text ?? '')
      early.end()
    },
    (error) => early.fail(error),
  )
  return early.done
}
