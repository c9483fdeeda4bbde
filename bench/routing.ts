// What do clients notice when one of several model servers fails, is slow, or has too much to do?
//
// npm run bench -- routing [--seconds 10, of each phase] [--only illnesses,slowCalls,overload,reload] [--seed 1]
import { parseArgs } from 'node:util'
import { type Bench, illnesses, overload, slowCalls } from './routing/questions.ts'
import { reload } from './routing/reload.ts'
import { seededRandom } from './support/random.ts'
import { type Bar, printBars, printMachine } from './support/report.ts'

const QUESTIONS: Record<string, (bench: Bench) => Promise<Bar[]>> = {
  illnesses,
  slowCalls,
  overload,
  reload,
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    only: { type: 'string', default: Object.keys(QUESTIONS).join() },
    seed: { type: 'string', default: '1' },
  },
})

printMachine()
console.log(
  `seed ${values.seed}; replicas and gateway are processes of their own, over real sockets`,
)
const bars: Bar[] = []
for (const name of values.only.split(',')) {
  console.log(`\n${name}`)
  const bench = { random: seededRandom(Number(values.seed)), seconds: Number(values.seconds) }
  bars.push(...((await QUESTIONS[name]?.(bench)) ?? []))
}
console.log()
printBars(bars)
