// The models that GitLab instances named last, for their IDEs' direct connections, which name none.
import type { Caller } from '../auth/auth.ts'
import type { NamedModel } from './named-model.ts'

/** Instances remembered; a company has a handful. */
const MAX_INSTANCES = 1_000

export class LastNamed {
  readonly #models = new Map<string, NamedModel>()

  /** The model for a completion: the one that the request names, else the one that GitLab named last. */
  resolve(caller: Caller, named: NamedModel | undefined): NamedModel | undefined {
    if (!named) return this.#models.get(instanceOf(caller))
    this.learn(caller, named)
    return named
  }

  /** Only GitLab's own tokens teach: an IDE's token must not choose the model for everybody. */
  learn(caller: Caller, named: NamedModel | undefined): void {
    const instanceId = instanceOf(caller)
    if (named?.endpoint && instanceId && !caller.isSelfIssued) this.#remember(instanceId, named)
  }

  #remember(instanceId: string, named: NamedModel): void {
    const known = this.#models.get(instanceId)
    // Mostly nothing has changed; the order only matters to who is forgotten first.
    if (known && isSame(known, named)) return
    this.#models.delete(instanceId)
    this.#models.set(instanceId, named)
    const [oldest] = this.#models.keys()
    if (this.#models.size > MAX_INSTANCES && oldest !== undefined) this.#models.delete(oldest)
  }
}

/** GitLab signs for an instance in `sub`, unless it says more; our own tokens have a user there. */
function instanceOf({ kind, isSelfIssued, claims }: Caller): string {
  if (kind !== 'token') return ''
  return claims.instanceId || (isSelfIssued ? '' : claims.subject)
}

const isSame = (one: NamedModel, other: NamedModel): boolean =>
  one.name === other.name &&
  one.endpoint === other.endpoint &&
  one.provider === other.provider &&
  one.apiKey === other.apiKey &&
  one.identifier === other.identifier
