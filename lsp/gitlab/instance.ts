// Suggestions of one GitLab instance: from its gateway where that can be reached directly, else through itself.
import type { FeedbackEvent } from '../../protocol/index.ts'
import type { Listener } from '../gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Question } from '../gateway-wire.ts'
import type { Http } from '../network/http.ts'
import { GitlabApi, GitlabRefusal } from './api.ts'
import { checkInstance, isInstanceUp, isRecent } from './checks.ts'
import { cleaned } from './cleaned.ts'
import { DirectWay } from './direct-way.ts'
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

/** Until a pass tells whom the gateway takes us for. */
const UNKNOWN = { gitlab_instance_id: null, gitlab_global_user_id: null }

const instanceFacts = (hostname: string, version: string | undefined) => ({
  gitlab_realm: hostname === 'gitlab.com' ? ('saas' as const) : ('self-managed' as const),
  gitlab_host_name: hostname,
  gitlab_instance_version: version ?? null,
})

/** A token that was not accepted is not shown again before this; with new settings at once. */
const REFUSED_TOKEN_RESTS_MS = 300_000
const SUGGESTIONS = '/api/v4/code_suggestions/completions'

export class GitlabInstance {
  readonly #api: GitlabApi
  readonly #options: InstanceOptions
  readonly #notices: GitlabNotices
  /** Undefined: nobody goes straight to the gateway. */
  #direct: DirectWay | undefined
  readonly #events: InstanceEvents
  readonly #collected: SuggestionEvents | undefined
  readonly #closed = new AbortController()
  #refusedAt = Number.NEGATIVE_INFINITY
  #checked: Promise<void> | undefined
  #version: string | undefined

  constructor(http: Http, options: InstanceOptions, { notices, editor }: InstancePorts) {
    this.#api = new GitlabApi(http, options)
    this.#options = options
    this.#notices = notices
    this.#events = new InstanceEvents(this.#api)
    this.#collected = options.snowplowUrl
      ? new SuggestionEvents({
          snowplow: new Snowplow(http, options.snowplowUrl, (problem) => notices.log(problem)),
          editor,
          facts: () => this.#facts(),
        })
      : undefined
    this.#direct = options.directConnection
      ? new DirectWay({
          api: this.#api,
          closed: this.#closed.signal,
          log: (problem) => notices.log(problem),
        })
      : undefined
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
    const direct = await this.#direct?.ask(question, listener.signal, projectPath)
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
    return { ...UNKNOWN, ...this.#direct?.identity, ...instanceFacts(hostname, this.#version) }
  }

  /** `isRefused`: GitLab has just said no. Where the token is good, it is the person's seat that is missing. */
  async #check(isRefused: boolean): Promise<void> {
    this.#direct?.renew()
    const { token: text, tokenType: type } = this.#options
    const { version, problems } = await checkInstance(
      this.#api,
      { text, type },
      this.#closed.signal,
    )
    this.#version = version
    if (!isRecent(version)) {
      this.#direct = undefined
      this.#events.stop()
    }
    if (this.#closed.signal.aborted) return
    const isSeatMissing = isRefused && problems.length === 0 && version !== undefined
    this.#notices.found(isSeatMissing ? [{ check: 'code-suggestions-no-license' }] : problems)
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
}
