// Who accepts more, and whether that is more than chance.
import type { Rule } from '../selection/snapshot.ts'
import { differenceInterval, type Interval, wilson, zFor } from './statistics.ts'
import type { ArmTally, Cell, Counts } from './tally.ts'

export interface ArmReport extends Counts {
  readonly arm: string
  readonly requests: number
  readonly failures: number
  readonly fallbacks: number
  /** People who were shown something. */
  readonly people: number
  /** Share of shown suggestions of which something was accepted; undefined: none was shown. */
  readonly acceptance: number | undefined
  /** 95 %, counting people and not suggestions. */
  readonly interval: Interval | undefined
  /** Against the first arm with a model; undefined for that one, and where nothing was shown. */
  readonly difference: DifferenceReport | undefined
  readonly cells: readonly Cell[]
}

export interface DifferenceReport {
  readonly comparedWith: string
  readonly acceptance: number
  /** 95 % over all arms of the rule together. */
  readonly interval: Interval
  /** The interval is on one side of zero. */
  readonly isReal: boolean
}

export interface RuleReport {
  readonly rule: string
  readonly arms: readonly ArmReport[]
}

/** In the order of the configuration, whose first arm is what others are compared with; what it no longer has comes behind. */
export function reportOf(
  tallies: readonly ArmTally[],
  configured: readonly Pick<Rule, 'name' | 'arms'>[],
): RuleReport[] {
  const names = new Set([...configured.map(({ name }) => name), ...tallies.map(({ rule }) => rule)])
  return [...names].map((rule) => {
    const order = configured.find(({ name }) => name === rule)?.arms.map(({ name }) => name) ?? []
    const place = ({ arm }: ArmTally): number => {
      const at = order.indexOf(arm)
      return at < 0 ? order.length : at
    }
    const arms = tallies.filter((tally) => tally.rule === rule)
    return { rule, arms: reportOfRule(arms.toSorted((a, b) => place(a) - place(b))) }
  })
}

function reportOfRule(arms: readonly ArmTally[]): ArmReport[] {
  const shown = arms.filter(({ people }) => people.people > 0)
  const [base] = shown
  const z = zFor(shown.length - 1)
  return arms.map((tally) => ({
    ...armReport(tally),
    difference:
      base && tally !== base && shown.includes(tally) ? difference(base, tally, z) : undefined,
  }))
}

function armReport(tally: ArmTally): Omit<ArmReport, 'difference'> {
  const { share, effective } = tally.people.counted()
  const isShown = effective > 0
  return {
    arm: tally.arm,
    requests: tally.requests,
    failures: tally.failures,
    fallbacks: tally.fallbacks,
    people: tally.people.people,
    ...tally.total(),
    acceptance: isShown ? share : undefined,
    interval: isShown ? wilson(share, effective) : undefined,
    cells: tally.cells,
  }
}

function difference(base: ArmTally, other: ArmTally, z: number): DifferenceReport {
  const [one, two] = [base.people.counted(), other.people.counted()]
  const interval = differenceInterval(one, two, z)
  return {
    comparedWith: base.arm,
    acceptance: two.share - one.share,
    interval,
    isReal: interval[0] > 0 || interval[1] < 0,
  }
}
