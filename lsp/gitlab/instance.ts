// Suggestions of one GitLab instance: from its gateway where that can be reached directly, else through itself.
import type { FeedbackEvent } from '../../protocol/index.ts'
import type { Listener } from '../gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Question } from '../gateway-wire.ts'
import { Deadline } from '../network/deadline.ts'
import type { Http } from '../network/http.ts'
import { GitlabApi, GitlabRefusal } from './api.ts'
import { checkInstance, isInstanceUp, isRecent } from './checks.ts'
import { cleaned } from './cleaned.ts'
import { DirectAccess } from './direct-access.ts'
import { InstanceEvents } from './instance-events.ts'
import type { GitlabNotices } from './notices.ts'
import { Snowplow } from './snowplow.ts'
import type { EditorNames, InstanceFacts } from './snowplow-contexts.ts'
import { readStream } from './stream.ts'
import { SuggestionEvents } from './suggestion-events.ts'
import { bodyFor, suggestionIn } from './wire.ts'

export interface InstanceOptions {
  baseUrl: string
  token: string
  tokenType: string
  directConnection: boolean
  /** A Snowplow collector that is told of suggestions; empty: none. */
  snowplowUrl: string
}

export interface InstancePorts {
  notices: GitlabNotices
  /** What the editor told of itself. */
  editor(): EditorNames
}

const instanceFacts = (hostname: string, version: string | undefined) => ({
  gitlab_realm: hostname === 'gitlab.com' ? ('saas' as const) : ('self-managed' as const),
  gitlab_host_name: hostname,
  gitlab_instance_version: version ?? null,
})

/** A direct connection that does not answer by then is slower than the way through GitLab. */
const DIRECT_WITHIN_MS = 5_000
const DETAILS_WITHIN_MS = 15_000
/** A token that was not accepted is not shown again before this; with new settings at once. */
const REFUSED_TOKEN_RESTS_MS = 300_000
const SUGGESTIONS = '/api/v4/code_suggestions/completions'
const DIRECT_ACCESS = '/api/v4/code_suggestions/direct_access'

export class GitlabInstance {
  readonly #api: GitlabApi
  readonly #options: InstanceOptions
  readonly #notices: GitlabNotices
  readonly #direct: DirectAccess
  readonly #events: InstanceEvents
  readonly #collected: SuggestionEvents | undefined
  readonly #closed = new AbortController()
  #mayGoDirect: boolean
  #refusedAt = Number.NEGATIVE_INFINITY
  #checked: Promise<void> | undefined
  #version: string | undefined

  constructor(http: Http, options: InstanceOptions, { notices, editor }: InstancePorts) {
    this.#api = new GitlabApi(http, options)
    this.#options = options
    this.#notices = notices
    this.#mayGoDirect = options.directConnection
    this.#events = new InstanceEvents(this.#api)
    this.#collected = options.snowplowUrl
      ? new SuggestionEvents({
          snowplow: new Snowplow(http, options.snowplowUrl, (problem) => notices.log(problem)),
          editor,
          facts: () => this.#facts(),
        })
      : undefined
    this.#direct = new DirectAccess({
      fetchDetails: () => this.#fetchDetails(),
      now: Date.now,
      log: (problem) => notices.log(problem),
    })
  }

  /** Begins in the background what a first suggestion would wait for, and finds out what is wrong. */
  prepare(): Promise<void> {
    this.#checked ??= this.#check(false)
    return this.#checked
  }

  /** Rejects with a GatewayFailure, or with the signal's reason; an abort closes the socket at once. */
  async suggest(
    question: Question,
    listener: Listener,
    projectPath: string,
  ): Promise<GatewaySuggestion> {
    if (performance.now() - this.#refusedAt < REFUSED_TOKEN_RESTS_MS) {
      throw new GatewayFailure('GitLab does not accept the token', { status: 401 })
    }
    void this.prepare()
    const asked = { question, at: Date.now() }
    const direct = await this.#askDirectly(question, listener.signal, projectPath)
    const call = {
      isDirect: direct !== undefined,
      isStreaming: question.wish.kind === 'generation',
    }
    try {
      const said = direct ?? (await this.#ask(question, listener, projectPath))
      const suggestion = cleaned(said, question)
      this.#events.suggested(question, suggestion)
      this.#collected?.suggested(asked, { ...call, status: 200 }, suggestion)
      return suggestion
    } catch (error) {
      if (!listener.signal.aborted) this.#collected?.failed(asked, call, error)
      throw error
    }
  }

  /** Whether it answers at all. Never rejects. */
  isUp(): Promise<boolean> {
    return isInstanceUp(this.#api, this.#closed.signal)
  }

  /** Tells the instance what became of its suggestions. */
  tell(events: readonly FeedbackEvent[]): Promise<void> {
    this.#collected?.tell(events)
    return this.#events.tell(events)
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#collected?.close()
  }

  #facts(): InstanceFacts {
    const { hostname } = new URL(this.#options.baseUrl)
    return { ...this.#direct.identity, ...instanceFacts(hostname, this.#version) }
  }

  /** `isRefused`: GitLab has just said no. Where the token is good, it is the person's seat that is missing. */
  async #check(isRefused: boolean): Promise<void> {
    if (this.#mayGoDirect) this.#direct.renew()
    const { token: text, tokenType: type } = this.#options
    const { version, problems } = await checkInstance(
      this.#api,
      { text, type },
      this.#closed.signal,
    )
    this.#version = version
    if (!isRecent(version)) {
      this.#mayGoDirect = false
      this.#events.stop()
    }
    if (this.#closed.signal.aborted) return
    const isSeatMissing = isRefused && problems.length === 0 && version !== undefined
    this.#notices.found(isSeatMissing ? [{ check: 'code-suggestions-no-license' }] : problems)
  }

  /** Undefined: the instance itself has to be asked. Never rejects but with the signal's reason. */
  async #askDirectly(
    question: Question,
    signal: AbortSignal,
    projectPath: string,
  ): Promise<GatewaySuggestion | undefined> {
    const isPossible = this.#mayGoDirect && question.wish.kind === 'completion'
    const details = isPossible ? this.#direct.current() : undefined
    if (!details) return undefined
    const deadline = new Deadline(DIRECT_WITHIN_MS, signal)
    const model = details.model_details ?? undefined
    try {
      const body = bodyFor(question, { projectPath, stream: false, model })
      const answer = await this.#api.postDirect(details, body, deadline.signal)
      const suggestion = suggestionIn(await answer.body.json())
      this.#direct.callWorked()
      return suggestion
    } catch (error) {
      signal.throwIfAborted()
      this.#direct.callFailed(error instanceof GatewayFailure ? error.status : undefined)
      const reason =
        error instanceof GatewayFailure ? error.message : 'it is too slow, or broke off'
      this.#notices.log(`GitLab is asked in place of its gateway: ${reason}`)
      return undefined
    } finally {
      deadline.end()
    }
  }

  async #ask(
    question: Question,
    { signal, heard }: Listener,
    projectPath: string,
  ): Promise<GatewaySuggestion> {
    const stream = question.wish.kind === 'generation'
    const headers: Record<string, string> = stream ? { 'x-supports-sse-streaming': 'true' } : {}
    try {
      const body = bodyFor(question, { projectPath, stream })
      const answer = await this.#api.post(SUGGESTIONS, body, { signal, headers })
      const suggestion = stream
        ? await readStream(answer, heard)
        : suggestionIn(await answer.body.json())
      this.#notices.worked()
      return suggestion
    } catch (error) {
      if (signal.aborted) throw error
      if (error instanceof GitlabRefusal) this.#refused(error)
      throw error instanceof GatewayFailure
        ? error
        : new GatewayFailure('the answer of GitLab cannot be read', { cause: error })
    }
  }

  #refused(refusal: GitlabRefusal): void {
    if (refusal.status === 403) this.#notices.forbidden(refusal)
    if (refusal.status !== 401) return
    this.#refusedAt = performance.now()
    this.#checked = this.#check(true)
  }

  async #fetchDetails(): Promise<unknown> {
    const deadline = new Deadline(DETAILS_WITHIN_MS, this.#closed.signal)
    const { signal } = deadline
    try {
      const answer = await this.#api.post(DIRECT_ACCESS, {}, { signal })
      return await answer.body.json()
    } catch (cause) {
      if (cause instanceof GatewayFailure) throw cause
      throw new GatewayFailure('GitLab did not answer', { cause })
    } finally {
      deadline.end()
    }
  }
}
