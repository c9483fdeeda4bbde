// Fits the mixing weights: maximum likelihood of what really came, by Adam.
import { FEATURES, NONE_FEATURES } from '../../engine/features.ts'
import { type MixingWeights, REGIMES } from '../../engine/mixing.ts'
import { Adam, train } from './adam.ts'
import type { Event } from './events.ts'

const EPOCHS = 12
const BATCH = 64
const STEP = 0.02

interface Fit {
  weights: Float64Array
  /** Mean of −ln p of what came, in nats. */
  loss: number
}

export function fitted(
  events: readonly Event[],
  random: () => number,
): Omit<MixingWeights, 'correction'> {
  const fits = Array.from({ length: REGIMES }, (_, regime) => {
    const own = events.filter((event) => event.regime === regime)
    const fit = fitOne(own, random)
    const hits = own.filter((event) => isHit(event, fit.weights)).length
    console.log(
      `regime ${regime}: ${own.length} events, loss ${fit.loss.toFixed(4)}, ` +
        `first guess right ${((100 * hits) / own.length).toFixed(1)} %`,
    )
    return [...fit.weights].map((weight) => Number(weight.toFixed(3)))
  })
  return {
    candidates: fits.map((weights) => weights.slice(0, FEATURES.length)),
    none: fits.map((weights) => weights.slice(FEATURES.length)),
  }
}

function fitOne(events: readonly Event[], random: () => number): Fit {
  const adam = new Adam(FEATURES.length + NONE_FEATURES.length)
  const loss = train(adam, events, {
    ...{ random, epochs: EPOCHS, size: BATCH, rate: STEP },
    add: addGradient,
  })
  return { weights: adam.weights, loss }
}

/** Adds the slope of one event's loss; returns the loss. */
function addGradient(event: Event, weights: Float64Array, gradient: Float64Array): number {
  const { shares, rightShare } = sharesOf(event, weights)
  const isNone = event.right.length === 0
  const right = new Set(event.right)
  const { features, none } = event
  for (let at = 0; at < shares.length - 1; at += 1) {
    const share = shares[at] ?? 0
    const slope = share - (right.has(at) ? share / rightShare : 0)
    if (Math.abs(slope) < 1e-6) continue
    const from = at * FEATURES.length
    for (let i = 0; i < FEATURES.length; i += 1) {
      gradient[i] = (gradient[i] ?? 0) + slope * (features[from + i] ?? 0)
    }
  }
  const noneSlope = (shares.at(-1) ?? 0) - (isNone ? 1 : 0)
  for (let i = 0; i < none.length; i += 1) {
    const cell = FEATURES.length + i
    gradient[cell] = (gradient[cell] ?? 0) + noneSlope * (none[i] ?? 0)
  }
  return -Math.log(Math.max(rightShare, 1e-9))
}

/** Probabilities of the candidates and, last, of none of them. */
function sharesOf(event: Event, weights: Float64Array) {
  const shares = scoresOf(event, weights)
  const highest = shares.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let total = 0
  for (const [at, score] of shares.entries()) {
    shares[at] = Math.exp(score - highest)
    total += shares[at] ?? 0
  }
  for (const [at, share] of shares.entries()) shares[at] = share / total
  const right = event.right.length === 0 ? [shares.length - 1] : event.right
  const rightShare = right.reduce((sum, at) => sum + (shares[at] ?? 0), 0)
  return { shares, rightShare: Math.max(rightShare, 1e-9) }
}

function scoresOf({ features, none }: Event, weights: Float64Array): Float64Array {
  const count = features.length / FEATURES.length
  const scores = new Float64Array(count + 1)
  for (let at = 0; at < count; at += 1) {
    for (let i = 0, from = at * FEATURES.length; i < FEATURES.length; i += 1) {
      scores[at] = (scores[at] ?? 0) + (weights[i] ?? 0) * (features[from + i] ?? 0)
    }
  }
  for (const [i, value] of none.entries()) {
    scores[count] = (scores[count] ?? 0) + (weights[FEATURES.length + i] ?? 0) * value
  }
  return scores
}

function isHit(event: Event, weights: Float64Array): boolean {
  const { shares } = sharesOf(event, weights)
  let best = 0
  for (let at = 1; at < shares.length - 1; at += 1) {
    if ((shares[at] ?? 0) > (shares[best] ?? 0)) best = at
  }
  return event.right.includes(best)
}
