// Scores and stated confidences by the title that they are printed under.
import { type Alike, meanShare } from './alike.ts'
import { printCalibration, type Stated } from './calibration.ts'
import { KINDS, type Kind } from './holes.ts'
import { FIGURES_HEAD, figuresOf, figuresRow, type Scored } from './score.ts'

type Kept = Scored & { repository: string }

export class Results {
  /** Whose holes are being asked for. */
  repository = ''
  readonly scores = new Map<string, Map<string, Kept[]>>()
  readonly stated = new Map<string, Stated[]>()

  keep(title: string, row: string, score: Scored): void {
    const rows = this.scores.get(title) ?? new Map<string, Kept[]>()
    const scores = rows.get(row) ?? []
    scores.push({ ...score, repository: this.repository })
    this.scores.set(title, rows.set(row, scores))
  }

  keepStated(title: string, stated: Stated): void {
    const all = this.stated.get(title) ?? []
    all.push(stated)
    this.stated.set(title, all)
  }

  print(): void {
    for (const [title, rows] of this.scores) {
      for (const kind of KINDS) printKind(title, kind, rows)
    }
    for (const [title, rows] of this.scores) printEach(title, rows)
    for (const [title, stated] of this.stated) printCalibration(title, stated)
  }
}

function printKind(title: string, kind: Kind, scores: ReadonlyMap<string, Kept[]>): void {
  console.log(`\n${kind}, ${title}\n\n${FIGURES_HEAD}`)
  for (const [key, all] of scores) {
    const [of, variant = ''] = key.split('/')
    if (of === kind) console.log(figuresRow(variant, figuresOf(all), alikeOf(all)))
  }
}

const ALWAYS = 'engine, always speaking'

/** The engine alone, repository by repository: pooled figures hide how far apart they are. */
function printEach(title: string, rows: ReadonlyMap<string, Kept[]>): void {
  for (const kind of KINDS) {
    const all = rows.get(`${kind}/${ALWAYS}`) ?? []
    const names = new Set(all.map(({ repository }) => repository))
    if (names.size < 2) continue
    console.log(`\n${kind}, ${title}: EM, ${ALWAYS}, by repository\n`)
    for (const name of names) {
      const { n, exact, exactInterval } = figuresOf(all.filter((one) => one.repository === name))
      console.log(`| ${name} | ${n} | ${exact.toFixed(1)} ± ${exactInterval.toFixed(1)} |`)
    }
  }
}

function alikeOf(all: readonly Kept[]): Alike {
  const spoken = all.filter(({ isSpoken }) => isSpoken)
  const right = byRepository(spoken, ({ isRight }) => isRight)
  return { exact: meanShare(byRepository(all, ({ isExact }) => isExact)), right: meanShare(right) }
}

function byRepository(all: readonly Kept[], claim: (one: Kept) => boolean): Iterable<boolean[]> {
  const cases = new Map<string, boolean[]>()
  for (const one of all) {
    const own = cases.get(one.repository) ?? []
    own.push(claim(one))
    cases.set(one.repository, own)
  }
  return cases.values()
}
