// The client of a midfill gateway, by its public endpoints.
import { type FeedbackEvent, sseDecoder, systemReason, VERSION } from '../protocol/index.ts'
import {
  GatewayFailure,
  type GatewaySuggestion,
  type Question,
  StreamReader,
  suggestionInAnswer,
  v2Question,
  v4Body,
} from './gateway-wire.ts'
import { MissingPaths } from './missing-paths.ts'
import { Deadline } from './network/deadline.ts'
import type { Http, HttpAnswer, HttpBody, HttpCall } from './network/http.ts'
import { retryAfterMs } from './network/retry-after.ts'

export interface GatewayAddress {
  url: string
  /** Empty: none. */
  apiKey: string
  /** How long an answer is waited for: the gateway need not work on it any longer. */
  timeoutMs?: number
}

/** A server that is up says so at once. */
const LOOKS_FOR_MS = 1_000
/** Nobody waits for it, but an editor that is closed. */
const FEEDBACK_WITHIN_MS = 2_000

export interface Listener {
  signal: AbortSignal
  /** Called with all that has come so far, as more comes. */
  heard?: ((soFar: GatewaySuggestion) => void) | undefined
}

export class GatewayClient {
  readonly #http: Http
  /** Gateways that answered 404 on `/v4`: they are asked on `/v2`. */
  readonly #withoutV4 = new MissingPaths()
  readonly #withoutFeedback = new MissingPaths()

  constructor(http: Http) {
    this.#http = http
  }

  /** Rejects with a GatewayFailure, or with the signal's reason; an abort closes the socket at once. */
  async suggest(
    address: GatewayAddress,
    question: Question,
    { signal, heard }: Listener,
  ): Promise<GatewaySuggestion> {
    const isSeveral = (question.choices ?? 1) > 1 && question.wish.kind === 'completion'
    const several = isSeveral ? await this.#askForSeveral(address, question, signal) : undefined
    if (several) return several
    if (this.#withoutV4.has(address.url)) return this.#askV2(address, question, signal)
    try {
      return await this.#askV4(address, question, { signal, heard })
    } catch (error) {
      const isOld =
        error instanceof GatewayFailure && (error.status === 404 || error.status === 405)
      if (!isOld) throw error
      const suggestion = await this.#askV2(address, question, signal)
      // Only now: a proxy whose gateway is just being started answers 404 to everything.
      this.#withoutV4.add(address.url)
      return suggestion
    }
  }

  /** Rejects with a GatewayFailure; a gateway that knows no feedback is not told again. */
  async tell(address: GatewayAddress, events: readonly FeedbackEvent[]): Promise<void> {
    if (this.#withoutFeedback.has(address.url)) return
    const signal = AbortSignal.timeout(FEEDBACK_WITHIN_MS)
    try {
      const body = await this.#post(address, '/v1/feedback', { events }, signal)
      await body.dump()
    } catch (error) {
      const isOther = error instanceof GatewayFailure && error.status === 404
      if (isOther) this.#withoutFeedback.add(address.url)
      else throw error
    }
  }

  /** Whether it answers at all; no model is asked. Never rejects. */
  async isUp({ url }: GatewayAddress): Promise<boolean> {
    const deadline = new Deadline(LOOKS_FOR_MS)
    const { signal } = deadline
    try {
      const path = '/monitoring/healthz'
      const answer = await this.#http.send({
        method: 'GET',
        url: url.replace(/\/+$/, '') + path,
        signal,
      })
      await answer.body.dump()
      // One that has no such path is up as well; one that has too much to do even for this is not.
      return answer.status < 500 && answer.status !== 429
    } catch {
      return false // Whatever the reason is: it does not answer.
    } finally {
      deadline.end()
    }
  }

  /** Streams bring one choice only. Undefined: the gateway does not answer this question; another may do. */
  async #askForSeveral(address: GatewayAddress, question: Question, signal: AbortSignal) {
    try {
      return await this.#askV2(address, question, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof GatewayFailure) return undefined
      throw error
    }
  }

  async #askV4(address: GatewayAddress, question: Question, { signal, heard }: Listener) {
    const body = await this.#post(address, '/v4/code/suggestions', v4Body(question), signal)
    const reader = new StreamReader()
    const decoder = sseDecoder((event) => reader.take(event))
    try {
      for await (const bytes of body) {
        decoder.feed(bytes)
        heard?.(reader.soFar)
      }
    } catch (cause) {
      throw signal.aborted ? cause : asFailure(cause)
    }
    return reader.result()
  }

  async #askV2(address: GatewayAddress, question: Question, signal: AbortSignal) {
    const asked = v2Question(question)
    const body = await this.#post(address, asked.path, asked.body, signal)
    try {
      return suggestionInAnswer(await body.json())
    } catch (cause) {
      throw signal.aborted ? cause : asFailure(cause)
    }
  }

  async #post(
    address: GatewayAddress,
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<HttpBody> {
    const answer = await this.#send({
      method: 'POST',
      url: address.url.replace(/\/+$/, '') + path,
      headers: {
        'content-type': 'application/json',
        'user-agent': `midfill-lsp/${VERSION}`,
        ...(address.apiKey ? { authorization: `Bearer ${address.apiKey}` } : {}),
        ...(address.timeoutMs ? { 'x-midfill-timeout-ms': String(address.timeoutMs) } : {}),
      },
      body: JSON.stringify(body),
      signal,
    })
    if (answer.status === 200 || answer.status === 202) return answer.body
    await answer.body.dump()
    throw new GatewayFailure(`the gateway answered ${answer.status}`, {
      status: answer.status,
      retryAfterMs: retryAfterMs(answer.headers['retry-after']),
    })
  }

  async #send(call: HttpCall): Promise<HttpAnswer> {
    try {
      return await this.#http.send(call)
    } catch (cause) {
      if (call.signal.aborted) throw cause
      throw new GatewayFailure(`the gateway cannot be reached (${systemReason(cause)})`, { cause })
    }
  }
}

const asFailure = (cause: unknown): GatewayFailure =>
  cause instanceof GatewayFailure
    ? cause
    : new GatewayFailure('the answer of the gateway cannot be read', { cause })
