// Calls models and reads their answers in the provider's dialect, whole or as they stream.

import { randomUUID } from 'node:crypto'
import type { Cancellation } from './client.ts'
import type { ModelConfig } from './config.ts'
import { EarlyStream, throughSteps } from './early-stream.ts'
import { type Ask, modelCall } from './model-call.ts'
import type { LocatedDeployment, ModelServers } from './model-servers.ts'
import { cutAtMarks } from './postprocess/cut-at-marks.ts'
import type { Step } from './postprocess/step.ts'
import type { ModelAnswer } from './providers/provider.ts'
import { RefusedParameters } from './providers/refused-parameters.ts'
import type { Deployment } from './selection/deployment.ts'
import { type ModelEar, StreamRelay } from './stream-relay.ts'
import type { AnsweringModel, SuggestionStream } from './suggestion.ts'
import type { Upstream } from './upstream.ts'
import { unreadable } from './upstream-errors.ts'
import { noted } from './verbose-log.ts'

export type Question = Omit<Ask, 'stream'>

export interface StreamParts {
  id: string
  model: AnsweringModel
  /** Post-processing of this one answer. */
  steps: Step
  out: SuggestionStream
}

/** What a mocked model says. */
const MOCK_ANSWER: ModelAnswer = {
  choices: [{ text: 'mocked model response', finishReason: 'stop' }],
  usage: undefined,
}

export class ModelClient {
  readonly #config: ModelConfig
  readonly #upstream: Upstream
  readonly #servers: ModelServers
  readonly #refused = new RefusedParameters()

  constructor(config: ModelConfig, upstream: Upstream, servers: ModelServers) {
    this.#config = config
    this.#upstream = upstream
    this.#servers = servers
  }

  /** Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  async whole(
    deployment: Deployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    if (this.#config.isMocked) return MOCK_ANSWER
    const { note } = question
    if (!note) return this.#askLocated(deployment, question, signal)
    let said = ''
    try {
      const answer = await this.#askLocated(deployment, question, signal)
      said = answer.choices.map(({ text }) => text).join('\n')
      return answer
    } finally {
      note(question.prompt, said)
    }
  }

  async #askLocated(
    deployment: Deployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    const startedAt = performance.now()
    const located = await this.#servers.locate(deployment)
    const asked = withoutTimeSpent(question, performance.now() - startedAt)
    try {
      return await this.#askOnce(located, asked, signal)
    } catch (error) {
      this.#servers.forget(deployment, error)
      if (!this.#refused.learn(located, error)) throw error
      return this.#askOnce(located, asked, signal)
    }
  }

  /** Begins one streamed call. The signal ends it with Cancelled. */
  listen(deployment: Deployment, question: Question, signal: Cancellation, ear: ModelEar): Playing {
    const playing = new Playing()
    if (this.#config.isMocked) sayMock(ear)
    else void this.#play({ deployment, question, signal }, ear, playing)
    return playing
  }

  /** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(
    deployment: Deployment,
    question: Question,
    signal: Cancellation,
    parts: StreamParts,
  ): Promise<void> {
    const { id, model, steps } = parts
    const out = noted(parts.out, question)
    let playing: Playing | undefined
    const early = new EarlyStream(out, () => out.begin(id, model, () => playing?.resume()))
    playing = this.listen(deployment, question, signal, throughSteps(steps, early))
    return early.done
  }

  /** Streams an answer as it comes, without post-processing but for marker tokens. */
  streamAsIs(
    deployment: Deployment,
    question: Question,
    signal: Cancellation,
    out: SuggestionStream,
  ): Promise<void> {
    const { engine, name } = deployment
    const steps = cutAtMarks(question.prompt.stop)
    const parts = { id: randomUUID(), model: { engine, name }, steps, out }
    return this.stream(deployment, question, signal, parts)
  }

  async #play({ deployment, question, signal }: Call, ear: ModelEar, playing: Playing) {
    const startedAt = performance.now()
    const located = await this.#servers.locate(deployment)
    const asked = withoutTimeSpent(question, performance.now() - startedAt)
    ear.asked()
    // Held only as long as it may have to be sent again: thousands of prompts are a lot of memory.
    let ask: Ask | undefined = { ...asked, choices: 1, stream: true }
    const launch = (fail: (error: Error) => void): void => {
      if (!ask) return
      const call = this.#call(located, ask)
      const relay = new StreamRelay(call.provider, {
        open() {
          ask = undefined
          ear.open()
        },
        text: (text) => ear.text(text),
        end: () => ear.end(),
        fail,
      })
      playing.exchange = this.#upstream.stream(call.upstream, signal, relay)
    }
    launch((error) => {
      this.#servers.forget(deployment, error)
      if (ask && this.#refused.learn(located, error)) launch((again) => ear.fail(again))
      else ear.fail(error)
    })
  }

  async #askOnce(deployment: LocatedDeployment, question: Question, signal: Cancellation) {
    const call = this.#call(deployment, { ...question, stream: false })
    const answer = call.provider.answer(parsed(await this.#upstream.whole(call.upstream, signal)))
    if (!answer) throw unreadable('it is not of the expected form')
    return answer
  }

  #call(deployment: LocatedDeployment, ask: Ask) {
    return modelCall(deployment, ask, {
      config: this.#config,
      adapt: (body) => this.#refused.adapt(deployment, body),
    })
  }
}

/** A streamed call, which may have to be found a server yet. */
export class Playing {
  exchange: { resume(): void } | undefined

  /** Ends a pause that the ear asked for. */
  resume(): void {
    this.exchange?.resume()
  }
}

interface Call {
  deployment: Deployment
  question: Question
  signal: Cancellation
}

function sayMock(ear: ModelEar): void {
  ear.open()
  for (const { text } of MOCK_ANSWER.choices) ear.text(text)
  ear.end()
}

/** Finding out who the server is counts for those who wait for the answer. */
function withoutTimeSpent(question: Question, spentMs: number): Question {
  const { answerWithinMs } = question
  if (!answerWithinMs) return question
  return { ...question, answerWithinMs: Math.max(1, answerWithinMs - spentMs) }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw unreadable('it is not JSON', cause)
  }
}
