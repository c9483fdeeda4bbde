// The rules of a file, checked against its deployments.

import { LANGUAGES, languageOf } from '../../grammars/index.ts'
import { nearestName } from '../../protocol/index.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Complain } from './complain.ts'
import type { Path } from './parse.ts'
import { type ArmPlan, listOf, type RulePlan } from './plan.ts'
import type { ArmEntry, RuleEntry } from './schema.ts'

export interface RuleParts {
  readonly complain: Complain
  readonly deployments: ReadonlyMap<string, DeploymentPlan>
  /** Of all deployments, also of those with mistakes. */
  readonly names: readonly string[]
}

/** Decimals of percentages are added up as doubles. */
const ROUNDING = 1e-6
const HUNDRED = 100
const LANGUAGE_NAMES = LANGUAGES.map(({ id }) => id)

export function rulePlan(entry: RuleEntry, path: Path, parts: RuleParts): RulePlan {
  checkForm(entry, path, parts.complain)
  checkLanguages(entry, path, parts.complain)
  const split = entry.split ?? [{ percent: HUNDRED, ...(entry.use ? { use: entry.use } : {}) }]
  const arms = split.map((arm, i) => armPlan(arm, armPath(entry, path, i), parts))
  checkSplit(entry, arms, { path, complain: parts.complain })
  const held = split.findIndex((arm) => arm.hold)
  return {
    name: entry.name,
    when: entry.when ?? {},
    hold: held < 0 ? undefined : arms[held],
    arms: arms.filter((_, i) => !split[i]?.hold),
    shadow: shadowOf(entry, path, parts),
  }
}

const armPath = (entry: RuleEntry, path: Path, i: number): Path =>
  entry.split ? [...path, 'split', i] : path

function checkForm({ use, split }: RuleEntry, path: Path, complain: Complain): void {
  if (use && split) complain([...path, 'use'], '`use` and `split` exclude each other')
  if (!use && !split) complain(path, 'a rule needs `use` or `split`')
}

function checkLanguages({ when }: RuleEntry, path: Path, complain: Complain): void {
  const at = [...path, 'when', 'language']
  const written = when?.language
  for (const [i, name] of listOf(written).entries()) {
    if (languageOf({ languageId: name })) continue
    const meant = nearestName(name.toLowerCase(), LANGUAGE_NAMES)
    const place = typeof written === 'string' ? at : [...at, i]
    complain(place, `there is no language "${name}"; did you mean ${meant}?`)
  }
}

function armPlan(entry: ArmEntry, path: Path, parts: RuleParts): ArmPlan {
  const { use, hold, guard, percent } = entry
  const { complain } = parts
  if (use && hold) complain([...path, 'hold'], '`use` and `hold` exclude each other')
  if (!use && !hold && path.includes('split')) complain(path, 'an arm needs `use` or `hold`')
  if (guard && hold)
    complain([...path, 'guard'], 'there is nothing to guard where no model answers')
  if (guard && guard.maxErrorPercent === undefined && guard.maxP95Ms === undefined) {
    complain([...path, 'guard'], 'a guard needs `maxErrorPercent` or `maxP95Ms`')
  }
  const chain = chainOf(use, [...path, 'use'], parts)
  return { name: entry.arm ?? (hold ? 'hold' : (listOf(use)[0] ?? '')), percent, chain, guard }
}

function chainOf(use: ArmEntry['use'], path: Path, parts: RuleParts): DeploymentPlan[] {
  const names = listOf(use)
  return names.flatMap((name, i) => {
    const place = Array.isArray(use) ? [...path, i] : path
    if (names.indexOf(name) < i) parts.complain(place, `${name} is already in this list`)
    return found(name, place, parts) ?? []
  })
}

function found(name: string, path: Path, { deployments, names, complain }: RuleParts) {
  if (names.includes(name)) return deployments.get(name)
  const meant = nearestName(name, names)
  complain(path, `there is no deployment "${name}"${meant && `; did you mean ${meant}?`}`)
  return undefined
}

function checkSplit(
  { split }: RuleEntry,
  arms: readonly ArmPlan[],
  { path, complain }: { path: Path; complain: Complain },
): void {
  if (!split) return
  const at = [...path, 'split']
  const total = arms.reduce((sum, { percent }) => sum + percent, 0)
  if (Math.abs(total - HUNDRED) > ROUNDING) {
    complain(
      [...at, 'percent'],
      `the percentages add up to ${Number(total.toFixed(4))} and not to 100`,
    )
  }
  const names = arms.map(({ name }) => name)
  for (const [i, name] of names.entries()) {
    if (name && names.indexOf(name) < i) {
      complain(
        [...at, i, 'arm'],
        `the arm "${name}" is already in this split; \`arm\` gives it another name`,
      )
    }
  }
  const models = split.filter(({ hold }) => !hold).length
  if (models < split.length - 1) complain(at, 'a split can hold back one share only')
  if (models === 0) complain(at, 'a split needs an arm with a model')
  const guarded = split.findIndex(({ guard }) => guard)
  if (guarded >= 0 && models === 1) {
    complain([...at, guarded, 'guard'], 'a guarded arm needs another that takes its place')
  }
}

function shadowOf({ shadow }: RuleEntry, path: Path, parts: RuleParts): RulePlan['shadow'] {
  const deployment = shadow && found(shadow.use, [...path, 'shadow', 'use'], parts)
  return deployment && { deployment, percent: shadow.percent }
}
