// Whether a model is configured, and asking it; the network code is loaded with the first need.
import type { FeedbackEvent } from '../protocol/index.ts'
import { askedWith } from './changed-texts.ts'
import type { Listener } from './gateway.ts'
import type { GatewaySuggestion, Question } from './gateway-wire.ts'
import type { GitlabProblem } from './gitlab/checks.ts'
import { lineEndsOf } from './line-ends.ts'
import type { Network, NetworkPorts } from './network.ts'
import { suggestedSafely } from './safe-schemas.ts'
import type { Settings } from './settings.ts'

/** Whether the settings name anybody who has a model. */
export const hasModel = ({ gateway, gitlab }: Settings): boolean =>
  gateway.url !== '' || gitlab.token !== ''

interface Loaded {
  settings: Settings['network']
  network: Promise<Network>
}

export class Models {
  readonly #ports: NetworkPorts
  #loaded: Loaded | undefined

  constructor(ports: NetworkPorts) {
    this.#ports = ports
  }

  /** Gets ready for the first question. */
  async warmUp(settings: Settings): Promise<void> {
    if (hasModel(settings)) (await this.#networkFor(settings)).warmUp(settings)
  }

  /** Rejects with a GatewayFailure, or with the signal's reason; an abort closes the socket at once. */
  async suggest(
    settings: Settings,
    question: Question,
    listener: Listener,
  ): Promise<GatewaySuggestion> {
    const network = await this.#networkFor(settings)
    listener.signal.throwIfAborted()
    return askedWith(lineEndsOf(question), listener, (even) =>
      suggestedSafely(question, even, (masked) => network.suggest(settings, question, masked)),
    )
  }

  /** What would be wrong with these settings; empty without a GitLab instance in them. */
  async problemsWith(settings: Settings): Promise<readonly GitlabProblem[]> {
    if (!settings.gitlab.token) return []
    return (await this.#networkFor(settings)).problemsWith(settings)
  }

  /** Whether a project of the GitLab instance has switched suggestions off. Never rejects. */
  async isProjectOff(settings: Settings, projectPath: string): Promise<boolean> {
    return (await this.#networkFor(settings)).isProjectOff(settings, projectPath)
  }

  /** Whether the gateway answers at all; undefined: there is none that could be asked. Never rejects. */
  async isUp(settings: Settings): Promise<boolean | undefined> {
    return hasModel(settings) ? (await this.#networkFor(settings)).isUp(settings) : undefined
  }

  /** Tells the configured gateway what became of suggestions. */
  async tell(settings: Settings, events: readonly FeedbackEvent[]): Promise<void> {
    if (hasModel(settings)) await (await this.#networkFor(settings)).tell(settings, events)
  }

  async close(): Promise<void> {
    await (await this.#loaded?.network)?.close()
  }

  #networkFor({ network: settings }: Settings): Promise<Network> {
    const old = this.#loaded
    if (old && areSame(old.settings, settings)) return old.network
    const network = import('./network.ts').then(({ Network }) => new Network(settings, this.#ports))
    this.#loaded = { settings, network }
    void old?.network.then((replaced) => replaced.retire())
    return network
  }
}

const areSame = (one: object, other: object): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)
