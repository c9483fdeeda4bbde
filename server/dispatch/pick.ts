// Which replica of a deployment takes a call.
import { mixed } from '../selection/hash.ts'
import type { Clock } from './clock.ts'
import type { Manner, Replica } from './replica.ts'

/** A favourite may have this many times the calls of an average replica, and a few in any case. */
const MOST_OF_MEAN = 1.5
const ALWAYS_BEARABLE = 4

export interface PickOptions {
  /** Hash of who asks and for which document; undefined: nobody in particular. */
  key: number | undefined
  manner: Manner
  clock: Clock
}

/**
 * The same person and document go to the same replica, whose prompt cache knows them, unless it has far more to do
 * than the others. Otherwise the better of two drawn at random. `replicas` are those that may be called.
 */
export function pick(replicas: readonly Replica[], options: PickOptions): Replica | undefined {
  if (replicas.length <= 1) return replicas[0]
  const { key } = options
  return key === undefined ? betterOfTwo(replicas, options) : favourite(replicas, key)
}

function favourite(replicas: readonly Replica[], key: number): Replica | undefined {
  const bound = Math.max(ALWAYS_BEARABLE, MOST_OF_MEAN * meanLoad(replicas))
  let best: Replica | undefined
  let bestScore = -1
  for (const replica of replicas) {
    if (replica.load >= bound) continue
    const score = mixed(replica.seed, key)
    if (score <= bestScore) continue
    best = replica
    bestScore = score
  }
  return best ?? replicas[0]
}

function meanLoad(replicas: readonly Replica[]): number {
  let total = 1
  for (const { load } of replicas) total += load
  return total / replicas.length
}

function betterOfTwo(
  replicas: readonly Replica[],
  { manner, clock }: PickOptions,
): Replica | undefined {
  const { random } = clock
  const now = clock.now()
  const first = Math.floor(random() * replicas.length)
  const step = 1 + Math.floor(random() * (replicas.length - 1))
  const [one, other] = [replicas[first], replicas[(first + step) % replicas.length]]
  if (!one || !other) return one ?? other
  const cost = ({ latency, load }: Replica): number => latency[manner].peakMs(now) * (load + 1)
  // An untried replica costs nothing, and so is tried.
  return cost(one) <= cost(other) ? one : other
}
