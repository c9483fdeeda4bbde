// A prompt and a deployment, as a call of its server.
import type { CallAddresses } from './call-address.ts'
import type { ModelConfig } from './config.ts'
import type { DeadlineLimits } from './deadline.ts'
import type { LocatedDeployment } from './model-servers.ts'
import type { Prompt } from './prompts/prompt.ts'
import type { ContextSizes } from './providers/context-sizes.ts'
import { chatFor, formFor } from './providers/form-for.ts'
import type { Provider } from './providers/provider.ts'
import type { RefusedParameters } from './providers/refused-parameters.ts'
import type { DeploymentPlan } from './selection/route.ts'
import type { UpstreamCall } from './upstream.ts'
import type { Note } from './verbose-log.ts'
import { withWholeCharacters } from './whole-characters.ts'

export interface ModelCall {
  provider: Provider
  upstream: UpstreamCall
}

/** What is asked, whole or streamed. */
export interface Question {
  prompt: Prompt
  note?: Note | undefined
  maxTokens: number
  /** How many alternatives; a stream has one, whatever this says. */
  choices: number
  /** Somebody waits who gives up this soon: on a whole answer, or on the first piece of a stream. */
  answerWithinMs?: number
  /** The deployment's own; absent: those of the environment. */
  timeouts?: DeploymentPlan['timeouts']
  /** In place of the family's. */
  temperature?: number
  /** The header of that name. */
  traceparent?: string | undefined
}

/** The same, with how the answer comes. No copy of the question: copies of every request cost as much as its JSON. */
export interface Ask {
  question: Question
  stream: boolean
}

export interface CallParts {
  config: ModelConfig
  addresses: CallAddresses
  refused: RefusedParameters
  contextSizes: ContextSizes
}

export function modelCall(
  deployment: LocatedDeployment,
  { question, stream }: Ask,
  { config, addresses, refused, contextSizes }: CallParts,
): ModelCall {
  const { provider, family } = deployment
  const { maxTokens, traceparent } = question
  const fitting = formFor(provider, question.prompt)
  const prompt = refused.takesText(deployment) ? fitting : chatFor(fitting)
  const body = provider.body(prompt, {
    model: deployment.model,
    maxTokens,
    temperature: question.temperature ?? family.temperature,
    choices: stream ? 1 : question.choices,
    stream,
    contextTokens: provider.sizesContext
      ? contextSizes.sizeFor(deployment, prompt, maxTokens)
      : undefined,
  })
  const { url, headers } = addresses.of(deployment, prompt.form, stream)
  return {
    provider,
    upstream: {
      url,
      headers: traceparent ? { ...headers, traceparent } : headers,
      body: withWholeCharacters(JSON.stringify(refused.adapt(deployment, body))),
      limits: limitsOf(question, stream, config),
    },
  }
}

/** How long a connection may take where nothing else is said; also the most that undici waits. */
export const CONNECT_MS = 5_000

function limitsOf(
  { answerWithinMs, timeouts }: Question,
  stream: boolean,
  config: ModelConfig,
): DeadlineLimits {
  const { connectMs, firstTokenMs, gapMs, totalMs } = timeouts ?? {
    connectMs: CONNECT_MS,
    firstTokenMs: config.silenceMs,
    gapMs: config.silenceMs,
    totalMs: config.totalMs,
  }
  const withinMs = Math.min(answerWithinMs ?? totalMs, totalMs)
  return {
    connectMs: Math.min(connectMs, withinMs),
    gapMs,
    // A server that does not stream says nothing until it has everything.
    firstByteMs: stream ? Math.min(withinMs, firstTokenMs) : withinMs,
    totalMs: stream ? totalMs : withinMs,
  }
}

/** Finding out who the server is counts for those who wait for the answer. */
export function withoutTimeSpent(question: Question, spentMs: number): Question {
  const { answerWithinMs } = question
  if (!answerWithinMs) return question
  return { ...question, answerWithinMs: Math.max(1, answerWithinMs - spentMs) }
}
