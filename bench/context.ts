// How many of the names that a hole needs does the prompt hold, and how long does gathering take?
//
// `npm run bench -- context [holes a repository] [seed]`. Names within ten lines of the hole do not count.
// Baselines: the prefix alone, prefix and suffix, and windows by Jaccard's measure, in the same run.
import { BlockIndex } from '../lsp/context/workspace/block-index.ts'
import { measureGathering } from './context/gathering.ts'
import { cutHoles, type Hole, isReachable, wordsOf } from './context/holes.ts'
import { strategiesOver } from './context/prompts.ts'
import { HELD_OUT, repositoryFiles, repositoryFolder } from './context/repositories.ts'
import { importsOfHoles } from './context/statements.ts'
import { type Bar, printBars, printMachine, summary } from './support/report.ts'

const HOLES = Number(process.argv[2] ?? 100)
const SEED = Number(process.argv[3] ?? 2026)
/** In model tokens. */
const BUDGETS = [1_000, 2_000, 4_000, 8_000]
const CHARS_PER_TOKEN = 3.5
/** TypeScript, 6 MB of source. */
const TIMED_REPOSITORY = 'zod@4.6.7'
const TIMED_HOLES = 400

interface Tally {
  found: number
  foundElsewhere: number
}
interface Total {
  holes: number
  needed: number
  elsewhere: number
  reachable: number
  tallies: Map<string, Tally[]>
}

const total: Total = { holes: 0, needed: 0, elsewhere: 0, reachable: 0, tallies: new Map() }
for (const name of HELD_OUT) {
  const files = await repositoryFiles(name)
  const holes = cutHoles(files, HOLES, SEED).filter(({ needed }) => needed.length > 0)
  for (const hole of holes) count(hole)
  const imports = await importsOfHoles(holes)
  for (const [strategy, prompt] of Object.entries(strategiesOver(files, imports))) {
    const tallies = talliesOf(strategy)
    for (const hole of holes) {
      BUDGETS.forEach((tokens, i) => {
        add(tallies[i], hole, wordsOf(prompt(hole, tokens * CHARS_PER_TOKEN)))
      })
    }
  }
}

function count(hole: Hole): void {
  total.holes++
  total.needed += hole.needed.length
  total.elsewhere += hole.elsewhere.length
  total.reachable += hole.needed.filter((word) => isReachable(hole, word)).length
}

function talliesOf(strategy: string): Tally[] {
  const known = total.tallies.get(strategy)
  if (known) return known
  const made = BUDGETS.map(() => ({ found: 0, foundElsewhere: 0 }))
  total.tallies.set(strategy, made)
  return made
}

function add(tally: Tally | undefined, hole: Hole, held: ReadonlySet<string>): void {
  if (!tally) return
  tally.found += hole.needed.filter((word) => held.has(word)).length
  tally.foundElsewhere += hole.elsewhere.filter((word) => held.has(word)).length
}

const allShare = (tally: Tally | undefined): number => (100 * (tally?.found ?? 0)) / total.needed
const elsewhereShare = (tally: Tally | undefined): number =>
  (100 * (tally?.foundElsewhere ?? 0)) / total.elsewhere

function printShares(): void {
  const columns = BUDGETS.map((tokens) => `@${tokens / 1_000}k`)
  console.log(
    `${HELD_OUT.length} repositories, seed ${SEED}: ${total.holes} holes need ${total.needed} names, ` +
      `${total.elsewhere} of them in other files only`,
  )
  const inOthers = columns.map((column) => `others ${column}`)
  console.log(`| prompt | ${[...columns, ...inOthers].join(' | ')} |`)
  console.log(`|---|${'---:|'.repeat(2 * BUDGETS.length)}`)
  for (const [strategy, tallies] of total.tallies) {
    const figures = [...tallies.map(allShare), ...tallies.map(elsewhereShare)]
    console.log(`| ${strategy} | ${figures.map((figure) => figure.toFixed(1)).join(' | ')} |`)
  }
  console.log(`ceiling: ${((100 * total.reachable) / total.needed).toFixed(1)} %\n`)
}

/** What one changed file of 30 kB costs the index, ms. */
async function measureUpdates(): Promise<{ ms: number[]; megabytesPerSecond: number }> {
  const files = await repositoryFiles(TIMED_REPOSITORY)
  const index = new BlockIndex()
  const startedAt = performance.now()
  for (const { path, text } of files) index.put(path, path, text)
  const seconds = (performance.now() - startedAt) / 1_000
  const ms = files.slice(0, 300).map(({ path, text }) => {
    const edited = text.repeat(Math.ceil(30_000 / text.length)).slice(0, 30_000)
    const before = performance.now()
    index.put(path, path, edited)
    return performance.now() - before
  })
  return { ms, megabytesPerSecond: index.sourceChars / 1e6 / seconds }
}

const MIDFILL = total.tallies.get('midfill') ?? []
const ALL_BARS = [60, 72, 82, 88]
const ELSEWHERE_BARS = [undefined, 42, 60, undefined]
const bars: Bar[] = BUDGETS.flatMap((tokens, i) => {
  const what = `names held at ${tokens} tokens, %`
  const limit = ALL_BARS[i] ?? 0
  const others = ELSEWHERE_BARS[i]
  const all: Bar = { what, figure: allShare(MIDFILL[i]), limit, atLeast: true }
  if (others === undefined) return [all]
  const figure = elsewhereShare(MIDFILL[i])
  return [all, { what: `${what}, of other files only`, figure, limit: others, atLeast: true }]
})

const timedHoles = cutHoles(await repositoryFiles(TIMED_REPOSITORY), TIMED_HOLES, SEED)
const gathering = await measureGathering(repositoryFolder(TIMED_REPOSITORY), timedHoles)
const updates = await measureUpdates()
const asked = summary(gathering.askMs)

printMachine()
printShares()
printBars([
  ...bars,
  {
    what: `gathering at ${TIMED_REPOSITORY}, p50, ms (n = ${asked.n})`,
    figure: asked.median,
    limit: 4,
  },
  { what: 'gathering, p95, ms', figure: asked.p95, limit: 10 },
  { what: 'a changed file of 30 kB, p95, ms', figure: summary(updates.ms).p95, limit: 2 },
])
console.log(
  `indexing: ${updates.megabytesPerSecond.toFixed(0)} MB/s; from disk, in the worker: ${gathering.readMs.toFixed(0)} ms`,
)
