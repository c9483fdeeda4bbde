import { shuffled } from '../support/random.ts'

/** Pulls weights towards zero; features are of order one. */
const DECAY = 1e-4

/** Adam (Kingma and Ba 2015) with the constants of its paper. */
export class Adam {
  readonly weights: Float64Array
  readonly #mean: Float64Array
  readonly #spread: Float64Array
  #steps = 0

  constructor(size: number) {
    this.weights = new Float64Array(size)
    this.#mean = new Float64Array(size)
    this.#spread = new Float64Array(size)
  }

  step(gradient: Float64Array, of: number, rate: number): void {
    this.#steps += 1
    for (const [i, sum] of gradient.entries()) {
      const slope = sum / of + DECAY * (this.weights[i] ?? 0)
      const mean = 0.9 * (this.#mean[i] ?? 0) + 0.1 * slope
      const spread = 0.999 * (this.#spread[i] ?? 0) + 0.001 * slope * slope
      this.#mean[i] = mean
      this.#spread[i] = spread
      const deviation = Math.sqrt(spread / (1 - 0.999 ** this.#steps)) + 1e-8
      const unbiased = mean / (1 - 0.9 ** this.#steps)
      this.weights[i] = (this.weights[i] ?? 0) - (rate * unbiased) / deviation
    }
  }
}

export interface Training<E> {
  random(): number
  epochs: number
  /** Events of one step. */
  size: number
  /** The rate of the first epoch; it falls to nothing. */
  rate: number
  /** Adds the slope of one event's loss; returns the loss. */
  add(event: E, weights: Float64Array, gradient: Float64Array): number
  /** `loss`: the mean of an event. */
  onEpoch?(epoch: number, loss: number): void
}

/** Trains the weights on shuffled batches; returns the mean loss of an event in the last epoch. */
export function train<E>(adam: Adam, events: readonly E[], training: Training<E>): number {
  const { random, epochs, size, rate, add, onEpoch } = training
  let loss = 0
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    loss = 0
    const order = shuffled(events, random)
    for (let from = 0; from < order.length; from += size) {
      const gradient = new Float64Array(adam.weights.length)
      const batch = order.slice(from, from + size)
      for (const event of batch) loss += add(event, adam.weights, gradient)
      adam.step(gradient, batch.length, rate * (1 - epoch / epochs))
    }
    loss /= Math.max(1, events.length)
    onEpoch?.(epoch, loss)
  }
  return loss
}
