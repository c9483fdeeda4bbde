// A prompt and a deployment, as a call of its server.
import type { ModelConfig } from './config.ts'
import type { LocatedDeployment } from './model-servers.ts'
import type { Prompt } from './prompts/prompt.ts'
import type { ContextSizes } from './providers/context-sizes.ts'
import { formFor } from './providers/form-for.ts'
import type { Provider } from './providers/provider.ts'
import type { RefusedParameters } from './providers/refused-parameters.ts'
import { remembered } from './remembered.ts'
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
}

export interface CallParts {
  config: ModelConfig
  refused: RefusedParameters
  contextSizes: ContextSizes
}

export function modelCall(
  deployment: LocatedDeployment,
  ask: Ask,
  { config, refused, contextSizes }: CallParts,
): ModelCall {
  const { provider, family } = deployment
  const prompt = formFor(provider, ask.prompt)
  const body = provider.body(prompt, {
    model: deployment.model,
    maxTokens: ask.maxTokens,
    temperature: family.temperature,
    choices: ask.choices,
    stream: ask.stream,
    contextTokens: provider.sizesContext
      ? contextSizes.sizeFor(deployment, prompt, ask.maxTokens)
      : undefined,
  })
  const { totalMs, silenceMs } = config
  const answerWithinMs = ask.answerWithinMs ?? totalMs
  return {
    provider,
    upstream: {
      url: urlOf(provider.url(deployment, { form: prompt.form, stream: ask.stream })),
      headers: {
        'content-type': 'application/json',
        ...provider.headers(deployment),
        ...config.extraHeaders,
      },
      body: JSON.stringify(refused.adapt(deployment, body)),
      limits: {
        // A server that does not stream says nothing until it has everything.
        firstByteMs: Math.min(answerWithinMs, ask.stream ? silenceMs : totalMs),
        gapMs: silenceMs,
        totalMs: ask.stream ? totalMs : Math.min(answerWithinMs, totalMs),
      },
    },
  }
}

const urlOf = remembered((text) => new URL(text))
