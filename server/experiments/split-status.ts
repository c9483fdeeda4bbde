// The split as it is configured, and as it was.
import type { Rule } from '../selection/snapshot.ts'
import type { ClosedArm } from './guard-rail.ts'
import type { ArmTally } from './tally.ts'

export interface ArmStatus {
  readonly arm: string
  /** As configured. */
  readonly percent: number
  /** Of the rule's requests since the start; undefined: there were none. */
  readonly measuredPercent: number | undefined
  readonly requests: number
  readonly isClosed: boolean
}

export function splitStatus(
  rules: readonly Rule[],
  tallies: readonly ArmTally[],
  closed: readonly ClosedArm[],
): { rule: string; arms: ArmStatus[] }[] {
  return rules.map(({ name: rule, arms, hold }) => {
    const ofRule = tallies.filter((tally) => tally.rule === rule)
    const all = ofRule.reduce((sum, { requests }) => sum + requests, 0)
    const status = (arm: string, percent: number): ArmStatus => {
      const requests = ofRule.find((tally) => tally.arm === arm)?.requests ?? 0
      return {
        arm,
        percent,
        measuredPercent: all > 0 ? (100 * requests) / all : undefined,
        requests,
        isClosed: closed.some((one) => one.rule === rule && one.arm === arm),
      }
    }
    return {
      rule,
      arms: [
        ...arms.map(({ name, weight }) => status(name, weight)),
        ...(hold ? [status(hold.route.arm, hold.percent)] : []),
      ],
    }
  })
}
