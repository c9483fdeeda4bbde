// Fits what is told of what is offered, and in which steps.
import { type ConfidenceStep, confidenceOf } from '../../engine/confidence.ts'
import { fittedLogistic } from '../../engine/logistic.ts'
import type { Trial } from '../../engine/self-calibration.ts'
import { fittedSteps, type Told as SaidOf } from './fit-steps.ts'
import type { Origin } from './later.ts'

/** A hole that something was offered in; features are those of `statedFeatures`. */
export interface OfferTrial extends Trial {
  /** Undefined: of a snapshot. */
  origin: Origin | undefined
}

/** What was offered in one workspace. */
export interface Offers {
  source: 'snapshot' | 'releases' | 'commits'
  trials: readonly OfferTrial[]
}

export interface Told {
  stated: readonly number[]
  steps: readonly ConfidenceStep[]
}

type Times = Record<Offers['source'], number>

/** Snapshots count like lines that were added, and of those releases like commits. */
const SHARES: Times = { snapshot: 2, releases: 1, commits: 1 }
/** For the steps, trials are repeated so that shares come out within some percent. */
const FINENESS = 4
/** Hardly anything: hundreds of rows for each weight. */
const PULL = 0.05

export function fittedTold(all: readonly Offers[], shares = SHARES): Told {
  const trials = all.flatMap(({ source, trials: own }) =>
    // Whoever changes a line has the old one before them, and the hole does not.
    own.filter(({ origin }) => origin !== 'replaced').map((trial) => ({ ...trial, source })),
  )
  const times = timesOf(trials, shares)
  const rows = trials.map((trial) => ({ ...trial, weight: times[trial.source] }))
  const pulls = (rows[0]?.features ?? []).map(() => PULL)
  const stated = fittedLogistic(rows, pulls).map(short)
  const told = trials.flatMap(({ features, isRight, source }) =>
    Array<SaidOf>(times[source]).fill({ confidence: confidenceOf(features, stated), isRight }),
  )
  return { stated, steps: fittedSteps(told) }
}

function timesOf(trials: readonly { source: Offers['source'] }[], shares: Times): Times {
  const countOf = (source: Offers['source']): number =>
    Math.max(1, trials.filter((trial) => trial.source === source).length)
  const most = trials.length
  const timesFor = (source: Offers['source']): number =>
    Math.round((FINENESS * shares[source] * most) / countOf(source) / 4)
  return {
    snapshot: timesFor('snapshot'),
    releases: timesFor('releases'),
    commits: timesFor('commits'),
  }
}

const short = (weight: number): number => Number(weight.toFixed(3))
