// A prompt and a deployment, as a call of its server.
import type { ModelConfig } from './config.ts'
import type { DeadlineLimits } from './deadline.ts'
import type { LocatedDeployment } from './model-servers.ts'
import type { Prompt } from './prompts/prompt.ts'
import type { Provider } from './providers/provider.ts'
import { remembered } from './remembered.ts'
import type { DeploymentPlan } from './selection/route.ts'
import type { UpstreamCall } from './upstream.ts'
import type { Note } from './verbose-log.ts'

export interface ModelCall {
  provider: Provider
  upstream: UpstreamCall
}

export interface Ask {
  prompt: Prompt
  note?: Note | undefined
  maxTokens: number
  /** How many alternatives; a stream has one. */
  choices: number
  stream: boolean
  /** Somebody waits who gives up this soon: on a whole answer, or on the first piece of a stream. */
  answerWithinMs?: number
  /** The deployment's own; absent: those of the environment. */
  timeouts?: DeploymentPlan['timeouts']
  /** In place of the family's. */
  temperature?: number
}

export interface CallParts {
  config: ModelConfig
  /** Takes out of a body what this model is known to refuse. */
  adapt(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
}

export function modelCall(
  deployment: LocatedDeployment,
  ask: Ask,
  { config, adapt }: CallParts,
): ModelCall {
  const { provider, family } = deployment
  const prompt = inFormOf(provider, ask.prompt)
  const body = provider.body(prompt, {
    model: deployment.model,
    maxTokens: ask.maxTokens,
    temperature: ask.temperature ?? family.temperature,
    choices: ask.choices,
    stream: ask.stream,
  })
  return {
    provider,
    upstream: {
      url: urlOf(provider.url(deployment, { form: prompt.form, stream: ask.stream })),
      headers: {
        'content-type': 'application/json',
        ...provider.headers(deployment),
        ...config.extraHeaders,
      },
      body: JSON.stringify(adapt(body)),
      limits: limitsOf(ask, config),
    },
  }
}

/** How long a connection may take where nothing else is said; also the most that undici waits. */
export const CONNECT_MS = 5_000

function limitsOf({ stream, answerWithinMs, timeouts }: Ask, config: ModelConfig): DeadlineLimits {
  const { connectMs, firstTokenMs, gapMs, totalMs } = timeouts ?? {
    connectMs: CONNECT_MS,
    firstTokenMs: config.silenceMs,
    gapMs: config.silenceMs,
    totalMs: config.totalMs,
  }
  const withinMs = Math.min(answerWithinMs ?? totalMs, totalMs)
  const limits = { connectMs: Math.min(connectMs, withinMs), gapMs }
  // A server that does not stream says nothing until it has everything.
  return stream
    ? { ...limits, firstByteMs: Math.min(withinMs, firstTokenMs), totalMs }
    : { ...limits, firstByteMs: withinMs, totalMs: withinMs }
}

/** A server that marks gaps itself, and takes no text that is marked, is sent the gap. */
function inFormOf({ forms }: Provider, prompt: Prompt): Prompt {
  const isForeign = prompt.form === 'text' && !forms.includes('text') && forms.includes('gap')
  return isForeign && prompt.gap ? { form: 'gap', ...prompt.gap, stop: prompt.stop } : prompt
}

const urlOf = remembered((text) => new URL(text))
