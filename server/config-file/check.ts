// From the data of a file to its plan: every piece that has the right form is looked into, whatever is wrong elsewhere.
import { checker, type Problem } from '../../protocol/index.ts'
import type { Limits } from '../limits/rate-limits.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import { type DeploymentParts, deploymentPlan } from './deployments.ts'
import { memberOf } from './member.ts'
import type { Path } from './parse.ts'
import type { FilePlan, RulePlan } from './plan.ts'
import { type RuleParts, rulePlan } from './rules.ts'
import { DeploymentEntry, LimitsEntry, MidfillFile, RuleEntry } from './schema.ts'

const checkFile = checker(MidfillFile)
const checkDeployment = checker(DeploymentEntry)
const checkRule = checker(RuleEntry)
const checkLimits = checker(LimitsEntry)

/** All that the schema does not allow. */
export const problemsOfForm = (value: unknown): readonly Problem[] =>
  checkFile(value).problems ?? []

/** The plan of what has the right form. Whole only if nothing was complained about. */
export function planOf(value: unknown, parts: DeploymentParts): FilePlan {
  const { complain } = parts
  const entries = listIn(value, 'deployments')
  const deployments = new Map<string, DeploymentPlan>()
  for (const [i, item] of entries.entries()) {
    const { value: entry } = checkDeployment(item)
    if (!entry) continue
    const path = ['deployments', i]
    if (deployments.has(entry.name)) complain([...path, 'name'], `the name ${entry.name} is taken`)
    deployments.set(entry.name, deploymentPlan(entry, path, parts))
  }
  // A deployment with a mistake of its own is still there: rules that name it are not wrong.
  const names = entries.map((entry) => String(memberOf(entry, 'name')))
  const rules = rulesIn(value, { complain, deployments, names })
  const apiKeys = listIn(value, 'apiKeys').flatMap((key, i) =>
    typeof key === 'string' ? [parts.secret(key, ['apiKeys', i])] : [],
  )
  if (rules.length === 0 && entries.length > 1 && listIn(value, 'rules').length === 0) {
    complain(['rules'], 'several deployments need `rules` that say which of them answers')
  }
  const limits = limitsIn(value)
  return { apiKeys, deployments: [...deployments.values()], rules, limits }
}

/** Ten seconds' worth at once, unless the file says it. */
const BURST_SHARE = 1 / 6

function limitsIn(value: unknown): Limits | undefined {
  const { value: entry } = checkLimits(memberOf(value, 'limits'))
  if (!entry) return undefined
  const limits = Object.entries(entry).map(([name, { perMinute, burst }]) => [
    name,
    { perMinute, burst: burst ?? Math.max(1, Math.ceil(perMinute * BURST_SHARE)) },
  ])
  return limits.length > 0 ? Object.fromEntries(limits) : undefined
}

function rulesIn(value: unknown, parts: RuleParts): RulePlan[] {
  const { complain } = parts
  const names = new Set<string>()
  let last: RuleEntry | undefined
  return listIn(value, 'rules').flatMap((item, i) => {
    const { value: entry } = checkRule(item)
    if (!entry) return []
    const path: Path = ['rules', i]
    if (names.has(entry.name)) complain([...path, 'name'], `the name ${entry.name} is taken`)
    names.add(entry.name)
    if (last) complain([...path, 'when'], `no request gets here: the rule "${last.name}" fits all`)
    if (Object.keys(entry.when ?? {}).length === 0) last ??= entry
    return [rulePlan(entry, path, parts)]
  })
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const member = memberOf(value, name)
  return Array.isArray(member) ? member : []
}
