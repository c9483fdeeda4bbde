// Which weights tell best which words a hole needs? Prints those of lsp/context/workspace/relevance.ts.
//
// Fitted on the development repositories alone, on a seed of their own.
import { BlockIndex } from '../lsp/context/workspace/block-index.ts'
import { BLOCK_LINES } from '../lsp/context/workspace/blocks.ts'
import { FOUND_BLOCKS } from '../lsp/context/workspace/knowledge.ts'
import { nearCursor } from '../lsp/context/workspace/near.ts'
import { priorsFor } from '../lsp/context/workspace/priors.ts'
import {
  type Evidence,
  evidenceFor,
  ownBlocks,
  WEIGHTS,
} from '../lsp/context/workspace/relevance.ts'
import { cutHoles, type Hole } from './context/holes.ts'
import { fitLogistic, type Sample } from './context/logistic.ts'
import { DEVELOPMENT, repositoryFiles } from './context/repositories.ts'

const HOLES = 200
const SEED = 7
/** There are far more words that are not needed: of those each tenth is looked at, and counts ten times. */
const SHARE_OF_OTHERS = 10
const ALONE = { isOpen: () => false, coChanged: new Set<string>(), imported: new Set<string>() }

const names = Object.keys(WEIGHTS).filter((name): name is keyof Evidence => name in WEIGHTS)
const samples: Sample[] = []
for (const repository of DEVELOPMENT) {
  const files = await repositoryFiles(repository)
  const index = new BlockIndex()
  for (const { path, text } of files) index.put(path, path, text)
  for (const hole of cutHoles(files, HOLES, SEED)) samples.push(...samplesOf(hole, index))
}
const weights = fitLogistic(samples)
console.log(`${samples.length} words, ${samples.filter((one) => one.isPositive).length} needed`)
names.forEach((name, i) => {
  console.log(`${name}: ${weights[i]?.toFixed(2)},`)
})
console.log(`BIAS = ${weights.at(-1)?.toFixed(2)}`)

function samplesOf({ path, prefix, suffix, needed }: Hole, index: BlockIndex): Sample[] {
  if (needed.length === 0) return []
  const near = nearCursor(prefix, suffix, index.table)
  const priorOf = priorsFor(path, near, ALONE)
  const found = index.search({ words: near.wideQuery, priorOf, count: FOUND_BLOCKS })
  const evidence = evidenceFor(near, found, ownBlocks(near, BLOCK_LINES, index), index)
  const wanted = new Set(needed.map((word) => index.table.idOf(word)))
  return [...evidence].flatMap(([word, of], i) => {
    const isPositive = wanted.has(word)
    if (!isPositive && i % SHARE_OF_OTHERS !== 0) return []
    const features = names.map((name) => of[name])
    return [{ features, isPositive, weight: isPositive ? 1 : SHARE_OF_OTHERS }]
  })
}
