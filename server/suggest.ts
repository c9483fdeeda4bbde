// The pipeline, top to bottom: where it goes was decided; build the prompt, call the model, post-process.

import { nearOnly, postprocessed, postprocessing, type Step } from '../postprocess/index.ts'
import type { Cancellation } from './client.ts'
import type { Dispatched } from './dispatch/delivery.ts'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import type { StreamInquiry } from './dispatch/stream-delivery.ts'
import { streamWhole } from './early-stream.ts'
import { EMBEDDED_MODEL } from './embedded.ts'
import type { Counted, Outcomes } from './experiments/outcomes.ts'
import { WatchedStream } from './experiments/watched-stream.ts'
import { embeddedSuggestion, heldBack, relayWhole } from './modelless.ts'
import { NO_LIMITS, promptChars } from './prompts/window.ts'
import { type Limited, questions } from './questions.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Asker, DeploymentPlan, Route } from './selection/route.ts'
import type {
  AnsweringModel,
  Suggestion,
  SuggestionRequest,
  SuggestionStream,
} from './suggestion.ts'

/** A suggestion that is asked for, by whom, and where it goes. */
export interface Asked {
  /** The id that the answer will have. */
  readonly id: string
  readonly request: SuggestionRequest
  /** Undefined: to the embedded engine. */
  readonly route: Route | undefined
  readonly asker: Asker
}

export interface Suggester {
  /** One whole suggestion. Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  whole(asked: Asked, signal: Cancellation): Promise<Suggestion>
  /** Streams into `out`. Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(asked: Asked, signal: Cancellation, out: SuggestionStream): Promise<void>
}

interface Parts {
  /** False: models are never asked to stream. */
  readonly isStreaming: boolean
  /** Knows what prompts must fit into. */
  readonly client: Limited
  readonly dispatcher: Dispatcher
  readonly outcomes: Outcomes
}

export function createSuggester({ isStreaming, client, dispatcher, outcomes }: Parts): Suggester {
  const whole = async (asked: Asked, signal: Cancellation): Promise<Suggestion> => {
    const { suggestion } = await outcomes.whole(countedOf(asked), () => made(asked, signal))
    return suggestion
  }

  const made = async (asked: Asked, signal: Cancellation): Promise<Made> => {
    const { request, route, asker } = asked
    const suggestion = heldBack(asked)
    if (!route || suggestion) return madeBy(undefined, suggestion ?? embeddedSuggestion(asked))
    const limits = limitsOf(route, client)
    if (limits instanceof Promise) await limits
    const inquiry = { prefix: request.prefix, questionFor: questions(request, client) }
    const answered = await dispatcher.whole(route, inquiry, asker, signal)
    const startedAt = performance.now()
    const suggested = inWords(answered, asked)
    answered.meter?.postProcessed(performance.now() - startedAt)
    return madeBy(answered.plan, suggested)
  }

  /** Knows the code of the request, and is let go when nobody else may be asked. */
  const streamInquiry = ({ id, request }: Asked, watched: WatchedStream): StreamInquiry => ({
    prefix: request.prefix,
    questionFor: questions(request, client),
    partsFor(deployment, plan) {
      watched.plan = plan
      const steps = stepsFor(deployment, nearOnly(request))
      return { id, model: streamingModel(deployment, request, client), steps, out: watched }
    },
  })

  const dispatchStream = async (
    route: Route,
    { asker }: Asked,
    inquiry: StreamInquiry,
    signal: Cancellation,
  ): Promise<void> => {
    const limits = limitsOf(route, client)
    if (limits instanceof Promise) await limits
    // Not awaited: what waits in here would keep the request.
    return dispatcher.stream(route, inquiry, asker, signal)
  }

  /** Holds nothing of the request's code while the stream lasts: thousands of files are a lot of memory. */
  const stream = (asked: Asked, signal: Cancellation, out: SuggestionStream): Promise<void> => {
    const { route } = asked
    if (!route || route.chain.length === 0) {
      return whole(asked, signal).then((suggestion) => relayWhole(suggestion, out))
    }
    if (!isStreaming) {
      const one = { ...asked, request: { ...asked.request, choices: 1 } }
      const [first] = route.chain[0]?.replicas ?? []
      const model = first ? answeringModel(first, asked.request) : EMBEDDED_MODEL
      return streamWhole(whole(one, signal).then(firstChoice), { id: asked.id, model, out })
    }
    const counted = countedOf(asked)
    outcomes.requested(counted)
    const inquiry = streamInquiry(asked, new WatchedStream(out, counted, outcomes))
    return dispatchStream(route, asked, inquiry, signal).catch((error) => {
      outcomes.failed(counted, error)
      throw error
    })
  }
  return { whole, stream }
}

/** To be made with the first text: a model may think for long, and steps are five times the size of what is read. */
const stepsFor =
  ({ family }: Deployment, near: ReturnType<typeof nearOnly>) =>
  (): Step =>
    postprocessing(family, near)

interface Made {
  suggestion: Suggestion
  plan: DeploymentPlan | undefined
  /** Of the first choice. */
  chars: number
}

const madeBy = (plan: DeploymentPlan | undefined, suggestion: Suggestion): Made => ({
  suggestion,
  plan,
  chars: suggestion.choices[0]?.text.length ?? 0,
})

const firstChoice = ({ choices: [first], usage }: Suggestion) => ({
  text: first?.text ?? '',
  usage,
})

const countedOf = ({ id, request, route, asker }: Asked): Counted => ({
  id,
  request: {
    kind: request.kind,
    language: request.language,
    prefixChars: request.prefix.length,
    suffixChars: request.suffix.length,
  },
  route,
  asker,
})

/** The first request to a server waits until it is known what fits; of others that step in, what is known must do. */
function limitsOf({ chain }: Route, client: Limited): unknown {
  const [deployment] = chain[0]?.replicas ?? []
  return deployment && client.limits(deployment)
}

const inWords = ({ answer, deployment }: Dispatched, { id, request }: Asked): Suggestion => ({
  id,
  choices: answer.choices
    .map(({ text, finishReason }) => ({
      text: postprocessed(deployment.family, request, text),
      finishReason,
    }))
    .filter((choice) => choice.text !== ''),
  model: answeringModel(deployment, request),
  usage: answer.usage,
})

function answeringModel(deployment: Deployment, { kind }: SuggestionRequest): AnsweringModel {
  const { engine, name, family, isNamed } = deployment
  if (!isNamed) return { engine, name }
  const title = kind === 'completion' ? family.completionTitle : family.generationTitle
  return { engine, name, title }
}

/** A stream tells first how much its model reads, so that the client's next question is of that size. */
function streamingModel(
  deployment: Deployment,
  request: SuggestionRequest,
  client: Limited,
): AnsweringModel {
  const limits = client.limits(deployment)
  const known = limits instanceof Promise ? NO_LIMITS : limits
  const { engine, name, title } = answeringModel(deployment, request)
  return { engine, name, title, promptChars: promptChars(deployment.family, request, known) }
}
