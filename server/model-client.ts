// Calls models and reads their answers in the provider's dialect, whole or as they stream.

import { randomUUID } from 'node:crypto'
import type { Cancellation } from './client.ts'
import type { CloudAccess } from './cloud/cloud-access.ts'
import type { ModelConfig } from './config.ts'
import { EarlyStream } from './early-stream.ts'
import { MOCK_ANSWER, streamMock } from './mocked-model.ts'
import { type Ask, type CallParts, modelCall } from './model-call.ts'
import type { LocatedDeployment, ModelServers } from './model-servers.ts'
import { cutAtMarks } from './postprocess/cut-at-marks.ts'
import type { Step } from './postprocess/step.ts'
import { type ModelLimits, NO_LIMITS } from './prompts/window.ts'
import { ContextSizes } from './providers/context-sizes.ts'
import type { ModelAnswer } from './providers/provider.ts'
import { RefusedParameters, type RefusedRequest } from './providers/refused-parameters.ts'
import type { Deployment } from './selection/deployment.ts'
import { together } from './several-answers.ts'
import { StreamRelay } from './stream-relay.ts'
import type { AnsweringModel, SuggestionStream } from './suggestion.ts'
import type { Upstream, UpstreamCall } from './upstream.ts'
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

export interface ModelClientParts {
  upstream: Upstream
  servers: ModelServers
  cloud: CloudAccess
}

export class ModelClient {
  readonly #config: ModelConfig
  readonly #upstream: Upstream
  readonly #servers: ModelServers
  readonly #refused = new RefusedParameters()
  readonly #callParts: CallParts
  readonly #cloud: CloudAccess

  constructor(config: ModelConfig, { upstream, servers, cloud }: ModelClientParts) {
    this.#config = config
    this.#cloud = cloud
    this.#callParts = { config, refused: this.#refused, contextSizes: new ContextSizes() }
    this.#upstream = upstream
    this.#servers = servers
  }

  /** What a prompt for this deployment must fit into; a promise only before its server is found. */
  limits(deployment: Deployment): ModelLimits | Promise<ModelLimits> {
    return this.#config.isMocked ? NO_LIMITS : this.#servers.limits(deployment)
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
    const sent = this.#sending(located, question)
    try {
      return await this.#askAll(located, asked, signal)
    } catch (error) {
      this.#servers.forget(deployment, error)
      if (!this.#refused.learn(located, error, sent)) throw error
      return this.#askAll(located, asked, signal)
    }
  }

  #sending(located: LocatedDeployment, { prompt }: Question): RefusedRequest {
    return { knownBefore: this.#refused.known(located), stops: prompt.stop.length }
  }

  /** Servers that give one choice at a time are asked for each; a server that is found to be one, from then on. */
  async #askAll(
    located: LocatedDeployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    const { choices } = question
    if (choices === 1) return this.#askOnce(located, question, signal)
    if (!located.provider.givesChoices || this.#refused.refuses(located, 'n')) {
      const one = { ...question, choices: 1 }
      return together(Array.from({ length: choices }, () => this.#askOnce(located, one, signal)))
    }
    const answer = await this.#askOnce(located, question, signal)
    if (answer.choices.length < choices) this.#refused.add(located, 'n')
    return answer
  }

  /** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  async stream(
    deployment: Deployment,
    question: Question,
    signal: Cancellation,
    parts: StreamParts,
  ): Promise<void> {
    if (this.#config.isMocked) return streamMock(parts)
    const located = await this.#servers.locate(deployment)
    const { id, model, steps } = parts
    const out = noted(parts.out, question)
    let resume = (): void => {}
    const early = new EarlyStream(out, () => out.begin(id, model, () => resume()))
    // Held only as long as it may have to be sent again: thousands of prompts are a lot of memory.
    let ask: Ask | undefined = { ...question, choices: 1, stream: true }
    const opened = (): void => {
      ask = undefined
    }
    const launch = (fail: (error: Error) => void): void => {
      if (!ask) return
      const call = this.#call(located, ask)
      const relay = new StreamRelay({ provider: call.provider, steps, out: early, opened, fail })
      const send = (upstream: UpstreamCall): void => {
        const exchange = this.#upstream.stream(upstream, signal, relay)
        resume = () => exchange.resume()
      }
      const { cloud } = call.provider
      if (cloud) this.#cloud.authorized(cloud, call.upstream).then(send, fail)
      else send(call.upstream)
    }
    const sent = this.#sending(located, question)
    launch((error) => {
      this.#servers.forget(deployment, error)
      if (this.#refused.learn(located, error, sent)) launch((again) => early.fail(again))
      else early.fail(error)
    })
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

  async #askOnce(deployment: LocatedDeployment, question: Question, signal: Cancellation) {
    const call = this.#call(deployment, { ...question, stream: false })
    const { cloud } = call.provider
    const upstream = cloud ? await this.#cloud.authorized(cloud, call.upstream) : call.upstream
    const answer = call.provider.answer(parsed(await this.#upstream.whole(upstream, signal)))
    if (!answer) throw unreadable('it is not of the expected form')
    return answer
  }

  #call(deployment: LocatedDeployment, ask: Ask) {
    return modelCall(deployment, ask, this.#callParts)
  }
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
