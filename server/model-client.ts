// Calls models and reads their answers in the provider's dialect, whole or as they stream.

import { CallAddresses } from './call-address.ts'
import type { Cancellation } from './client.ts'
import type { CloudAccess } from './cloud/cloud-access.ts'
import type { ModelConfig } from './config.ts'
import { MOCK_ANSWER, sayMock } from './mocked-model.ts'
import {
  type Ask,
  type CallParts,
  modelCall,
  type Question,
  withoutTimeSpent,
} from './model-call.ts'
import type { LocatedDeployment, ModelServers } from './model-servers.ts'
import { Playing, type StreamedCall, untilOpened } from './playing.ts'
import { lengthOf } from './prompts/prompt.ts'
import { type ModelLimits, NO_LIMITS } from './prompts/window.ts'
import { ContextSizes } from './providers/context-sizes.ts'
import { isSentAsText } from './providers/form-for.ts'
import type { ModelAnswer } from './providers/provider.ts'
import { RefusedParameters, type RefusedRequest } from './providers/refused-parameters.ts'
import type { Deployment } from './selection/deployment.ts'
import { together } from './several-answers.ts'
import { type ModelEar, StreamRelay } from './stream-relay.ts'
import type { Upstream, UpstreamCall } from './upstream.ts'
import { wholeAnswer } from './whole-answer.ts'

export type { Question } from './model-call.ts'

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
    this.#callParts = {
      config,
      addresses: new CallAddresses(config.extraHeaders),
      refused: this.#refused,
      contextSizes: new ContextSizes(),
    }
    this.#upstream = upstream
    this.#servers = servers
  }

  /** What a prompt for this deployment must fit into; a promise only before its server is found. */
  limits(deployment: Deployment): ModelLimits | Promise<ModelLimits> {
    return this.#config.isMocked ? NO_LIMITS : this.#servers.limits(deployment)
  }

  /** Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  whole(deployment: Deployment, question: Question, signal: Cancellation): Promise<ModelAnswer> {
    if (this.#config.isMocked) return Promise.resolve(MOCK_ANSWER)
    const { note } = question
    const answering = this.#askAnywhere(deployment, question, signal)
    if (!note) return answering
    const said = ({ choices }: ModelAnswer): string => choices.map(({ text }) => text).join('\n')
    answering.then(
      (answer) => note(question.prompt, said(answer)),
      () => note(question.prompt, ''),
    )
    return answering
  }

  #askAnywhere(
    deployment: Deployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    const located = this.#servers.locate(deployment)
    if (!(located instanceof Promise)) return this.#askLocated(located, question, signal)
    const startedAt = performance.now()
    return located.then((found) =>
      this.#askLocated(found, withoutTimeSpent(question, performance.now() - startedAt), signal),
    )
  }

  async #askLocated(
    located: LocatedDeployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    const sent = this.#sending(located, question)
    try {
      return await this.#askAll(located, question, signal)
    } catch (error) {
      this.#servers.heed(located, error, lengthOf(question.prompt))
      if (!this.#refused.learn(located, error, sent)) throw error
      return this.#askAll(located, question, signal).catch((again: unknown) => {
        throw this.#refused.told(located, error, again)
      })
    }
  }

  #sending(located: LocatedDeployment, { prompt }: Question): RefusedRequest {
    return {
      knownBefore: this.#refused.known(located),
      stops: prompt.stop.length,
      isText: this.#config.fallsBackToChat && isSentAsText(located.provider, prompt),
    }
  }

  /** Servers that give one choice at a time are asked for each; a server that is found to be one, from then on. */
  #askAll(
    located: LocatedDeployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    return question.choices === 1
      ? this.#askOnce(located, question, signal)
      : this.#askSeveral(located, question, signal)
  }

  async #askSeveral(
    located: LocatedDeployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    const { choices } = question
    if (!located.provider.givesChoices || this.#refused.refuses(located, 'n')) {
      const one = { ...question, choices: 1 }
      return together(Array.from({ length: choices }, () => this.#askOnce(located, one, signal)))
    }
    const answer = await this.#askOnce(located, question, signal)
    if (answer.choices.length < choices) this.#refused.add(located, 'n')
    return answer
  }

  /** Begins one streamed call. The signal ends it with Cancelled. */
  listen(deployment: Deployment, question: Question, signal: Cancellation, ear: ModelEar): Playing {
    const playing = new Playing()
    if (this.#config.isMocked) sayMock(ear)
    else void this.#play({ deployment, question, signal }, ear, playing)
    return playing
  }

  async #play({ deployment, question, signal }: StreamedCall, ear: ModelEar, playing: Playing) {
    const startedAt = performance.now()
    const found = this.#servers.locate(deployment)
    const located = found instanceof Promise ? await found : found
    const asked =
      located === found ? question : withoutTimeSpent(question, performance.now() - startedAt)
    const sent = this.#sending(located, question)
    ear.asked()
    const sentChars = lengthOf(asked.prompt)
    // Held only as long as it may have to be sent again: thousands of prompts are a lot of memory.
    let ask: Ask | undefined = { question: asked, stream: true }
    const launch = (fail: (error: Error) => void): void => {
      if (!ask) return
      const { provider, upstream } = this.#call(located, ask)
      const opened = (): void => {
        ask = undefined
      }
      const relay = new StreamRelay(provider, untilOpened(ear, { opened, fail }))
      const send = (call: UpstreamCall): void => {
        playing.exchange = this.#upstream.stream(call, signal, relay)
      }
      if (provider.cloud) this.#cloud.authorized(provider.cloud, upstream).then(send, fail)
      else send(upstream)
    }
    launch((error) => {
      this.#servers.heed(located, error, sentChars)
      if (!ask || !this.#refused.learn(located, error, sent)) ear.fail(error)
      else launch((again) => ear.fail(this.#refused.told(located, error, again)))
    })
  }

  #askOnce(
    located: LocatedDeployment,
    question: Question,
    signal: Cancellation,
  ): Promise<ModelAnswer> {
    const { provider, upstream } = this.#call(located, { question, stream: false })
    const read = (body: Buffer): ModelAnswer => wholeAnswer(provider, body)
    if (!provider.cloud) return this.#upstream.whole(upstream, signal).then(read)
    return this.#cloud
      .authorized(provider.cloud, upstream)
      .then((call) => this.#upstream.whole(call, signal))
      .then(read)
  }

  #call(deployment: LocatedDeployment, ask: Ask) {
    return modelCall(deployment, ask, this.#callParts)
  }
}
