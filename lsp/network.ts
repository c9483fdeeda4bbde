// The models that settings name: behind a midfill gateway, or behind a GitLab instance. Loaded when first needed.
import type { FeedbackEvent } from '../protocol/index.ts'
import { GatewayClient, type Listener } from './gateway.ts'
import { GatewayFailure, type GatewaySuggestion, type Question } from './gateway-wire.ts'
import { GitlabApi } from './gitlab/api.ts'
import { checkInstance, type GitlabProblem, isDuoOff } from './gitlab/checks.ts'
import { GitlabInstance } from './gitlab/instance.ts'
import { GitlabNotices, type NoticePorts } from './gitlab/notices.ts'
import type { EditorNames } from './gitlab/snowplow-contexts.ts'
import { Http } from './network/http.ts'
import { type Environment, outgoingFrom } from './network/outgoing.ts'
import { rehearseCall } from './network/rehearsed-call.ts'
import type { Settings } from './settings.ts'

export interface NetworkPorts extends NoticePorts {
  environment: Environment
  /** What the editor told of itself. */
  editor(): EditorNames
}

export class Network {
  readonly #ports: NetworkPorts
  readonly #http: Http
  readonly #gateway: GatewayClient
  readonly #closed = new AbortController()
  /** By address and token: folders may have their own. */
  readonly #instances = new Map<string, GitlabInstance>()

  constructor(settings: Settings['network'], ports: NetworkPorts) {
    this.#ports = ports
    const { outgoing, problems } = outgoingFrom(settings, ports.environment)
    for (const problem of problems) ports.tell(problem)
    rehearseCall()
    this.#http = new Http(outgoing)
    this.#gateway = new GatewayClient(this.#http)
  }

  /** Does ahead of time what the first suggestion would wait for. */
  warmUp(settings: Settings): void {
    if (!settings.gateway.url && settings.gitlab.token) void this.#instanceFor(settings).prepare()
  }

  /** What would be wrong with these settings. */
  async problemsWith({ gitlab }: Settings): Promise<readonly GitlabProblem[]> {
    const token = { text: gitlab.token, type: gitlab.tokenType }
    const { signal } = this.#closed
    return (await checkInstance(new GitlabApi(this.#http, gitlab), token, signal)).problems
  }

  /** Whether a project of the instance has switched suggestions off. Never rejects. */
  isProjectOff({ gitlab }: Settings, projectPath: string): Promise<boolean> {
    return isDuoOff(new GitlabApi(this.#http, gitlab), projectPath, this.#closed.signal)
  }

  /** Rejects with a GatewayFailure, or with the signal's reason; an abort closes the socket at once. */
  suggest(settings: Settings, question: Question, listener: Listener): Promise<GatewaySuggestion> {
    if (settings.gateway.url) return this.#gateway.suggest(settings.gateway, question, listener)
    if (!settings.gitlab.token) return Promise.reject(new GatewayFailure('no model is configured'))
    return this.#instanceFor(settings).suggest(question, listener, settings.gitlab.projectPath)
  }

  /** Whether the gateway answers at all; undefined: there is none that could be asked. Never rejects. */
  async isUp(settings: Settings): Promise<boolean | undefined> {
    if (settings.gateway.url) return this.#gateway.isUp(settings.gateway)
    return settings.gitlab.token ? this.#instanceFor(settings).isUp() : undefined
  }

  /** Tells who suggested what became of it. */
  async tell(settings: Settings, events: readonly FeedbackEvent[]): Promise<void> {
    if (settings.gateway.url) await this.#gateway.tell(settings.gateway, events)
    else if (settings.gitlab.token) await this.#instanceFor(settings).tell(events)
  }

  /** Other settings took its place: what is under way goes on, and then its connections end. */
  retire(): void {
    void this.#closeInstances().then(() => this.#http.retire())
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#closeInstances()
    return this.#http.close()
  }

  async #closeInstances(): Promise<void> {
    await Promise.all([...this.#instances.values()].map((instance) => instance.close()))
  }

  #instanceFor({ gitlab, feedback }: Settings): GitlabInstance {
    const { baseUrl, token, tokenType, directConnection } = gitlab
    const snowplowUrl = feedback.enabled ? feedback.snowplowUrl : ''
    const key = JSON.stringify([baseUrl, token, tokenType, directConnection, snowplowUrl])
    const known = this.#instances.get(key)
    if (known) return known
    const options = { baseUrl, token, tokenType, directConnection, snowplowUrl }
    const notices = new GitlabNotices(baseUrl, this.#ports)
    const { editor } = this.#ports
    const instance = new GitlabInstance(this.#http, options, { notices, editor })
    this.#forgetOldest()
    this.#instances.set(key, instance)
    return instance
  }

  #forgetOldest(): void {
    const [oldest] = this.#instances
    if (!oldest || this.#instances.size < MAX_INSTANCES) return
    const [key, instance] = oldest
    void instance.close()
    this.#instances.delete(key)
  }
}

/** A token that was replaced leaves its instance behind. */
const MAX_INSTANCES = 4
