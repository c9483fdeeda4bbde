// Workspaces and the holes cut out of them: what fitting and measuring have in common.
import { Engine } from '../../engine/index.ts'
import { seededRandom } from '../support/random.ts'
import { filesOf, releaseStep, type SourceFile } from './download.ts'
import { commitStep, commits } from './history.ts'
import { cutHoles, KINDS } from './holes.ts'
import { type Round, roundsOf } from './later.ts'
import { REPOSITORIES, type Repository } from './repositories.ts'

export interface Material {
  repository: string
  /** What its figures are printed under. */
  title: string
  files: SourceFile[]
  rounds: Round[]
}

type Role = Repository['role']

/** The repository that this file is in. */
const OWN = 'midfill'

/** One repository after another with `perKind` holes of each kind, comments left out. */
export function* snapshots(
  role: Role,
  { perKind, seed }: { perKind: number; seed: number },
): Generator<Material> {
  for (const repository of REPOSITORIES.filter((one) => one.role === role)) {
    const files = filesOf(repository)
    const holes = KINDS.flatMap((kind, index) =>
      cutHoles(files, { kind, count: perKind, random: seededRandom(seed * 2 + index) }),
    )
    yield { repository: repository.package, title: 'snapshot', files, rounds: [{ holes }] }
  }
}

interface Later {
  /** Holes of each kind and origin in one release or commit. */
  perStep: number
  seed: number
}

/** What a later release added to each repository. */
export function* releases(role: Role, { perStep, seed }: Later): Generator<Material> {
  for (const repository of REPOSITORIES.filter((one) => one.role === role)) {
    const step = releaseStep(repository)
    if (!step) continue
    const rounds = roundsOf(step, { perStep, random: seededRandom(seed) })
    yield { repository: repository.package, title: 'later releases', files: step.before, rounds }
  }
}

/** What the commits of this project added; every second one is for fitting. */
export function* history(role: Role, { perStep, seed }: Later): Generator<Material> {
  for (const [at, commit] of commits().entries()) {
    if ((at % 2 === 0) !== (role === 'dev')) continue
    const step = commitStep(commit)
    const rounds = roundsOf(step, { perStep, random: seededRandom(seed + at) })
    yield { repository: OWN, title: 'later commits', files: step.before, rounds }
  }
}

export function engineOn(files: readonly SourceFile[]): Engine {
  const engine = new Engine()
  for (const { name, text } of files) engine.workspace.load(name, text)
  engine.workspace.settle()
  return engine
}
