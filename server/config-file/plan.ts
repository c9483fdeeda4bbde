// What a file says, checked and with its secrets: everything that a snapshot is made of.
import type { Limits } from '../limits/rate-limits.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Guard, When } from './schema.ts'

export interface ArmPlan {
  readonly name: string
  readonly percent: number
  /** The first is the arm's own model, the others step in. */
  readonly chain: readonly DeploymentPlan[]
  readonly guard: Guard | undefined
}

export interface RulePlan {
  readonly name: string
  readonly when: When
  /** Percent of askers who get no suggestion, and what that is called. */
  readonly hold: { readonly name: string; readonly percent: number } | undefined
  /** Never empty. */
  readonly arms: readonly ArmPlan[]
  readonly shadow: { readonly deployment: DeploymentPlan; readonly percent: number } | undefined
}

export interface FilePlan {
  readonly apiKeys: readonly string[]
  readonly deployments: readonly DeploymentPlan[]
  readonly rules: readonly RulePlan[]
  /** Undefined: nobody is limited. */
  readonly limits: Limits | undefined
}

export const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)

/** For people. */
export const summaryOf = ({ deployments, rules }: FilePlan): string =>
  `${counted(deployments.length, 'deployment')}, ${counted(rules.length, 'rule')}`

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
