// Workspaces and the holes cut out of them: what fitting and measuring have in common.
import { Engine } from '../../engine/index.ts'
import { seededRandom, shuffled } from '../support/random.ts'
import { filesOf, type SourceFile } from './download.ts'
import { commits, filesAt, type Origin, replay } from './history.ts'
import { cutHoles, type Hole, KINDS } from './holes.ts'
import { REPOSITORIES, type Repository } from './repositories.ts'

export interface Material {
  name: string
  files: SourceFile[]
  holes: Hole[]
}

/** One repository after another with `perKind` holes of each kind, comments left out. */
export function* snapshots(
  role: Repository['role'],
  { perKind, seed }: { perKind: number; seed: number },
): Generator<Material> {
  for (const repository of REPOSITORIES.filter((one) => one.role === role)) {
    const files = filesOf(repository)
    const holes = KINDS.flatMap((kind, index) =>
      cutHoles(files, { kind, count: perKind, random: seededRandom(seed * 2 + index) }),
    )
    yield { name: repository.package, files, holes }
  }
}

/** One commit after another; every second one is for fitting. */
export function* history(
  role: Repository['role'],
  { seed, origin }: { seed: number; origin: Origin },
): Generator<Material> {
  const all = commits()
  for (const [at, commit] of all.entries()) {
    if ((at % 2 === 0) !== (role === 'dev')) continue
    const holes = KINDS.flatMap((kind, index) =>
      replay(commit, { kind, origin, random: seededRandom(seed * 2 + index) }),
    )
    yield {
      name: commit,
      files: filesAt(`${commit}~1`),
      holes: shuffled(holes, seededRandom(seed)),
    }
  }
}

export function engineOn(files: readonly SourceFile[]): Engine {
  const engine = new Engine()
  for (const { name, text } of files) engine.workspace.load(name, text)
  engine.workspace.settle()
  return engine
}
