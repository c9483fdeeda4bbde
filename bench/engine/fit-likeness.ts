// Fits the weights of likeness: maximum likelihood of the places that what really came stands at, by Adam.
import { type LikenessWeights, PLACE_FEATURES } from '../../engine/likeness.ts'
import { Adam, train } from './adam.ts'

const EPOCHS = 12
const BATCH = 32
const STEP = 0.03
const SIZE = PLACE_FEATURES.length

/** All places that were weighed in one step through the truth of a hole. */
export interface PlacesEvent {
  isLineStart: boolean
  /** Numbers of the places, one behind the other. */
  features: Float32Array
  /** By place: how many it stands for, and whether it is followed by what came. */
  times: Float32Array
  isRight: Uint8Array
}

/** Goes on from `first`; numbers that it does not have stay out. */
export function fittedLikeness(
  events: readonly PlacesEvent[],
  first: LikenessWeights,
  random: () => number,
): LikenessWeights {
  const fit = (isLineStart: boolean, from: readonly number[]): number[] => {
    const own = events.filter((event) => event.isLineStart === isLineStart)
    const { weights, loss } = fitOne(own, from, random)
    console.log(
      `likeness, ${isLineStart ? 'line starts' : 'in lines'}: ${own.length} events, loss ${loss.toFixed(4)}`,
    )
    return [...weights.subarray(0, from.length)].map((weight) => Number(weight.toFixed(3)))
  }
  return { lineStart: fit(true, first.lineStart), inLine: fit(false, first.inLine) }
}

function fitOne(events: readonly PlacesEvent[], from: readonly number[], random: () => number) {
  const adam = new Adam(from.length)
  adam.weights.set(from)
  const loss = train(adam, events, {
    ...{ random, epochs: EPOCHS, size: BATCH, rate: STEP },
    add: addGradient,
  })
  return { weights: adam.weights, loss }
}

/** Adds the slope of one event's loss; returns the loss. */
function addGradient(event: PlacesEvent, weights: Float64Array, gradient: Float64Array): number {
  const { features, isRight } = event
  const shares = sharesOf(event, weights)
  const right = shares.reduce((sum, share, at) => sum + (isRight[at] ? share : 0), 0)
  for (const [at, share] of shares.entries()) {
    const slope = share - (isRight[at] ? share / Math.max(right, 1e-12) : 0)
    if (Math.abs(slope) < 1e-6) continue
    for (let i = 0; i < gradient.length; i += 1) {
      gradient[i] = (gradient[i] ?? 0) + slope * (features[at * SIZE + i] ?? 0)
    }
  }
  return -Math.log(Math.max(right, 1e-6))
}

/** By place: its share of the weight of all. */
function sharesOf({ features, times }: PlacesEvent, weights: Float64Array): Float64Array {
  const shares = Float64Array.from(times, (count, at) => {
    let score = Math.log(count)
    for (let i = 0; i < weights.length; i += 1) {
      score += (weights[i] ?? 0) * (features[at * SIZE + i] ?? 0)
    }
    return score
  })
  const highest = shares.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let total = 0
  for (const [at, score] of shares.entries()) {
    shares[at] = Math.exp(score - highest)
    total += shares[at] ?? 0
  }
  return shares.map((share) => share / total)
}
