// Fits what is told: of what is offered, of what the workspace was found to be like, and in which steps.
import { type ConfidenceStep, confidenceOf } from '../../engine/confidence.ts'
import { fittedLogistic, type Row } from '../../engine/logistic.ts'
import { foundBy, foundOdds } from '../../engine/probes.ts'
import type { Trial } from '../../engine/self-calibration.ts'
import { fittedSteps, type Told as SaidOf } from './fit-steps.ts'

/** What was offered in one workspace. */
export interface Offers {
  repository: string
  source: 'snapshot' | 'releases' | 'commits'
  /** Lines of its own files. */
  probes: readonly Trial[]
  /** Holes that are told of; of both, features are those of `offerFeatures`. */
  trials: readonly Trial[]
}

export interface Told {
  probed: readonly number[]
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
  const probed = fittedLogistic(probeRows(all), [PULL, PULL, PULL])
  const trials = all.flatMap((offers) => {
    const found = foundBy(offers.probes, probed)
    return offers.trials.map(({ features, isRight }) => ({
      ...{ source: offers.source, isRight },
      features: [...features, foundOdds(found, features)],
    }))
  })
  const times = timesOf(trials, shares)
  const rows = trials.map(({ features, isRight, source }) => ({
    ...{ features: features.slice(0, -1), isRight },
    ...{ known: features.at(-1) ?? 0, weight: times[source] },
  }))
  // What was found of a workspace is taken as it is: fitted, it came out between 0.6 and 1.3.
  const stated = [...fittedLogistic(rows, [PULL, PULL, PULL]), 1]
  const told = trials.flatMap(({ features, isRight, source }) =>
    Array<SaidOf>(times[source]).fill({ confidence: confidenceOf(features, stated), isRight }),
  )
  return { probed: short(probed), stated: short(stated), steps: fittedSteps(told) }
}

/** Each repository counts alike, however often it was probed. */
function probeRows(all: readonly Offers[]): Row[] {
  const sets = new Map(all.map(({ probes, repository }) => [probes, repository]))
  const counts = new Map<string, number>()
  for (const repository of sets.values()) {
    counts.set(repository, (counts.get(repository) ?? 0) + 1)
  }
  return [...sets].flatMap(([probes, repository]) =>
    probes.map((trial) => ({ ...trial, weight: 1 / (counts.get(repository) ?? 1) })),
  )
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

const short = (weights: readonly number[]): number[] =>
  weights.map((weight) => Number(weight.toFixed(3)))
