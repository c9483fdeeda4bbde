// How often is the embedded engine right, how much does it say, how long does it take?
//
// `npm run bench -- engine`: holes in repositories that npm ships as source, and in lines that later commits of
// this project added, beside prompt lookup and 5-grams. `npm run bench -- engine fit` makes engine/weights.ts
// (`fit-told`: of it, what is told alone), `cost` measures time and memory, `told` what is told alone.

import { printCost } from './engine/cost.ts'
import { measure } from './engine/measure.ts'
import { printTold } from './engine/told.ts'
import { fitAndWrite, fitToldAndWrite } from './engine/write-weights.ts'
import { printMachine } from './support/report.ts'

/** Holes per repository and kind. */
const PER_KIND = 150
const FIT_PER_KIND = 300
/** First cut after every choice was made: seed 4711 had been looked at. */
const SEED = 90_210

const [mode = 'test', perKind, seed] = process.argv.slice(2)
if (mode === 'cost') {
  printMachine()
  printCost()
} else if (mode === 'fit') fitAndWrite('engine/weights.ts', Number(perKind ?? FIT_PER_KIND))
else if (mode === 'fit-told') fitToldAndWrite('engine/weights.ts', Number(perKind ?? FIT_PER_KIND))
else if (mode === 'told') {
  printMachine()
  printTold({ perKind: Number(perKind ?? FIT_PER_KIND), seed: Number(seed ?? SEED) })
} else {
  printMachine()
  const role = mode === 'dev' ? 'dev' : 'test'
  measure(role, { perKind: Number(perKind ?? PER_KIND), seed: Number(seed ?? SEED) })
}
