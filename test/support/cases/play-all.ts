// Plays many cases fast: one GitLab for all, one gateway for all cases with the same environment.
import { type FakeGitlab, startFakeGitlab } from '../fake-gitlab.ts'
import type { Case } from './case.ts'
import { Stage } from './stage.ts'

/** Gateways that run at the same time, and cases at the same time on each: one that waits keeps no other waiting. */
const GATEWAYS_AT_ONCE = 3
const CASES_AT_ONCE = 8

/** Is called once for each case, with the function that plays it. */
export type Player = (one: Case, play: () => Promise<string[]>) => Promise<void>

export async function playAll(cases: readonly Case[], player: Player): Promise<void> {
  const gitlab = await startFakeGitlab()
  try {
    await eachOf(groupsOf(cases), GATEWAYS_AT_ONCE, (group) => playGroup(group, gitlab, player))
  } finally {
    await gitlab.close()
  }
}

async function playGroup(group: Case[], gitlab: FakeGitlab, player: Player): Promise<void> {
  const stage = new Stage(gitlab)
  try {
    await eachOf(group, CASES_AT_ONCE, (one) => player(one, () => stage.play(one)))
  } finally {
    await stage.close()
  }
}

/** By what may share a gateway, the largest group first. */
function groupsOf(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  for (const one of cases) {
    const key = gatewayKeyOf(one)
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)
}

/**
 * The environment. A case whose environment names its model server is alone, and so is one of several requests.
 * A gateway remembers the models that requests name for those that name none: the latter keep to themselves.
 */
function gatewayKeyOf({ env, before = [], body = null, file, id }: Case): string {
  const environment = JSON.stringify(Object.entries(env).sort())
  if (before.length > 0 || environment.includes('{{model}}')) return `${file} ${id}`
  const namesModel = /"(model_)?endpoint":/.test(JSON.stringify(body))
  return `${environment} ${namesModel}`
}

async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const worker = async (): Promise<void> => {
    for (const item of waiting) await run(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
