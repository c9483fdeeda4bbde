import type { RequestTrace } from '../dispatch/call-trace.ts'
import type { Deployment } from './deployment.ts'

/** A deployment as the configuration describes it: one model, on one or more servers that answer alike. */
export interface DeploymentPlan {
  /** Its name in the configuration; also a metric label. A model named in a request: `named`. */
  readonly name: string
  /** One for each server. Same family and model; URL and key differ. Never empty. */
  readonly replicas: readonly Deployment[]
  readonly timeouts: {
    readonly connectMs: number
    readonly firstTokenMs: number
    readonly gapMs: number
    readonly totalMs: number
  }
  /** Calls at once for one replica; undefined: learned. */
  readonly maxConcurrency: number | undefined
}

/** Where one request goes. */
export interface Route {
  /** Names from the configuration, for answers, feedback and metrics. Empty where no rule decided. */
  readonly rule: string
  readonly arm: string
  /** Tried in this order. Empty: no suggestion (a `hold` share), or undefined Route: the embedded engine. */
  readonly chain: readonly DeploymentPlan[]
  /** Asked as well, and not listened to. */
  readonly shadow: readonly DeploymentPlan[]
}

/** Who asks, as far as routing and fairness need it. Never logged. */
export interface Asker {
  /** Stable for a person: global user id, else API-key digest, else instance, else connection. */
  readonly user: string
  /** The document that is edited: one newer request of the same user and document replaces the older. Empty: none. */
  readonly document: string
  readonly priority: 'completion' | 'generation' | 'chat' | 'shadow'
  /** On the clock of performance.now(); undefined: the deployment's own total. */
  readonly deadlineAt: number | undefined
  /** Asks to learn how a server is: a lone one is called even while it is left alone. */
  readonly isTest?: boolean
  /** Undefined: nobody follows the request. */
  readonly trace?: RequestTrace | undefined
  /** When the request came, on the same clock. */
  readonly arrivedAt?: number
}
