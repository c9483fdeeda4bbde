// Scores and stated confidences by the title that they are printed under.
import { printCalibration, type Stated } from './calibration.ts'
import { KINDS, type Kind } from './holes.ts'
import { FIGURES_HEAD, figuresOf, figuresRow, type Scored } from './score.ts'

export class Results {
  readonly scores = new Map<string, Map<string, Scored[]>>()
  readonly stated = new Map<string, Stated[]>()

  keep(title: string, row: string, score: Scored): void {
    const rows = this.scores.get(title) ?? new Map<string, Scored[]>()
    const scores = rows.get(row) ?? []
    scores.push(score)
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
    for (const [title, stated] of this.stated) printCalibration(title, stated)
  }
}

function printKind(title: string, kind: Kind, scores: ReadonlyMap<string, Scored[]>): void {
  console.log(`\n${kind}, ${title}\n\n${FIGURES_HEAD}`)
  for (const [key, all] of scores) {
    const [of, variant = ''] = key.split('/')
    if (of === kind) console.log(figuresRow(variant, figuresOf(all)))
  }
}
