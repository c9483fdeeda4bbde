// What does a key cost in a file of 5,000 lines: the parse that follows it, the scopes around it, the imports,
// what is asked for? And how much memory do a thousand of them take?
//
// Baseline: parsing the whole file again, as servers without incremental parsing do on every key.
import {
  Grammars,
  importsOf,
  intentAt,
  languageOf,
  placeAt,
  type SyntaxTree,
  scopesAt,
} from '../grammars/index.ts'
import { usedHeapMb } from '../test/support/used-heap.ts'
import { printMachine, printRows } from './support/report.ts'

const LINES = 5_000
const ROUNDS = Number(process.argv[2] ?? 200)
const REQUESTS = 1_000

const text = [
  "import { readLedger } from './ledger.ts'",
  ...Array.from({ length: LINES / 5 }, (_, i) => [
    `export function total${i}(rows: readonly Row[], rate = 0.2): number {`,
    '  const sum = rows.reduce((all, row) => all + row.net, 0)',
    '  return sum * (1 + rate)',
    '}',
    '',
  ]).flat(),
].join('\n')

const grammars = new Grammars()
const language = languageOf({ fileName: 'a.ts' })
const parser = language && (await grammars.parserOf(language))
if (!parser) throw new Error('the TypeScript grammar does not load')

/** A seeded walk over the rows: the same one in every run. */
let seed = 7
const nextRow = (): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
  return seed % LINES
}

const rows: Record<string, number[]> = {
  'full parse': [],
  'key: parse': [],
  scopes: [],
  imports: [],
  intent: [],
  place: [],
  'key: all of it': [],
}
const timed = <T>(name: string, work: () => T): T => {
  const startedAt = performance.now()
  const result = work()
  rows[name]?.push(performance.now() - startedAt)
  return result
}

/** Types one character at a row's second column, and parses what has become of the text. */
function key(tree: SyntaxTree, row: number): SyntaxTree {
  const lineStart = tree.text.split('\n', row).join('\n').length + (row > 0 ? 1 : 0)
  const startIndex = lineStart
  tree.edit({
    startIndex,
    oldEndIndex: startIndex,
    newEndIndex: startIndex + 1,
    startPosition: { row, column: 0 },
    oldEndPosition: { row, column: 0 },
    newEndPosition: { row, column: 1 },
  })
  const edited = `${tree.text.slice(0, startIndex)} ${tree.text.slice(startIndex)}`
  const next = timed('key: parse', () => parser?.parse(edited, tree))
  tree.close()
  if (!next) throw new Error('no tree')
  return next
}

/** What a request asks of a tree. */
function ask(tree: SyntaxTree, row: number): void {
  timed('scopes', () => scopesAt(tree, { row, column: 9 }))
  timed('imports', () => importsOf(tree))
  timed('intent', () => intentAt(tree, { row, column: 1 }))
  timed('place', () => placeAt(tree, { row, column: 1 }))
}

let tree = parser.parse(text)
function round(): void {
  const row = nextRow()
  if (!tree) throw new Error('no tree')
  const before = tree
  tree = timed('key: all of it', () => {
    const next = key(before, row)
    ask(next, row)
    return next
  })
}

for (let i = 0; i < ROUNDS; i++) {
  timed('full parse', () => parser.parse(text))?.close()
  round()
}
const warm = { rss: process.memoryUsage.rss(), heap: usedHeapMb() }
for (let i = 0; i < REQUESTS; i++) round()
const heapMb = usedHeapMb() - warm.heap
const residentMb = (process.memoryUsage.rss() - warm.rss) / 2 ** 20
tree?.close()
grammars.close()
printMachine()
printRows(rows, 'full parse', 'ms')
console.log(
  `${REQUESTS} further keys and requests: ${heapMb.toFixed(1)} MB more heap in use, ${residentMb.toFixed(1)} MB more resident`,
)
