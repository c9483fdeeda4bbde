// What does a key cost the language server in a file of 5,000 lines, and what do 1,000 requests on it leave behind?
//
// `npm run bench -- keystrokes [requests]`. The built server over stdio, a workspace of 6 MB, a gateway that answers at
// once: each round types one key and asks on command. CPU is that of the server's main thread, which every key waits for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { askedGateway } from '../test/support/asked-gateway.ts'
import { type Editor, startEditor } from '../test/support/language-server.ts'
import { repositoryFolder } from './context/repositories.ts'
import { residentMb } from './support/memory.ts'
import { printBars, printMachine, summary } from './support/report.ts'

const REQUESTS = Number(process.argv[2] ?? 1_000)
const LINES = 5_000
/** Typed at the end of one line after another: the code is broken in one place, now and then, as people's is. */
const TYPED = ' + tax.of(row)'
/** Code is compiled and the workspace is read meanwhile. */
const WARM_UP = 500
/** Garbage comes and goes in between: the least memory of so many rounds is what is really held. */
const ROUNDS_LOOKED_AT = 200
const REPOSITORY = 'zod@4.6.7'

const text = Array.from({ length: LINES / 5 }, (_, i) =>
  [
    `export function total${i}(rows: readonly Row[], rate = 0.2): number {`,
    '  const sum = rows.reduce((all, row) => all + row.net, 0)',
    '  return rate * sum',
    '}',
    '',
  ].join('\n'),
).join('\n')

const cleanups: (() => unknown)[] = []
const cleanup = { after: (run: () => unknown) => cleanups.push(run) }
const gateway = await askedGateway(cleanup)
const folder = repositoryFolder(REPOSITORY)
const editor = await startEditor(cleanup, {
  folder,
  initializationOptions: { gateway: { url: gateway.url } },
})
const pid = editor.child.pid ?? 0
const uri = pathToFileURL(join(folder, 'src/total.ts')).href
await editor.open(uri, 'typescript', text)

// Says which numbering of `triggerKind` this editor uses, so that each request counts as one on command.
await editor.suggestions(uri, { line: 0, character: 1_000 })

/** CPU of the main thread so far, ms. */
const mainThreadMs = (): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6

/** Types a key at the end of a line, asks, and waits for the answer. */
async function key(editor: Editor, round: number): Promise<{ cpuMs: number; waitMs: number }> {
  const line = 5 * ((Math.floor(round / TYPED.length) * 37) % (LINES / 5)) + 2
  const cpuBefore = mainThreadMs()
  const startedAt = performance.now()
  // Past the end of a line is its end.
  const end = { line, character: 1_000 }
  await editor.type(uri, end, TYPED[round % TYPED.length] ?? '')
  await editor.invoked(uri, end)
  const waitMs = performance.now() - startedAt
  return { cpuMs: mainThreadMs() - cpuBefore, waitMs }
}

const costs: { cpuMs: number; waitMs: number; mb: number }[] = []
for (let round = 0; round < WARM_UP + REQUESTS; round++) {
  costs.push({ ...(await key(editor, round)), mb: residentMb(pid) })
}
const leastMb = (rounds: typeof costs): number => Math.min(...rounds.map(({ mb }) => mb))
const warm = costs.slice(WARM_UP)
const grownMb =
  leastMb(costs.slice(-ROUNDS_LOOKED_AT)) -
  leastMb(costs.slice(WARM_UP - ROUNDS_LOOKED_AT, WARM_UP))
const asked = gateway.questions.length
for (const run of cleanups) await run()

const cpu = summary(warm.map(({ cpuMs }) => cpuMs))
const wait = summary(warm.map(({ waitMs }) => waitMs))
printMachine()
printBars([
  { what: `CPU of a key and its request, median, ms (n = ${cpu.n})`, figure: cpu.median, limit: 5 },
  { what: 'CPU of a key and its request, p95, ms', figure: cpu.p95, limit: 5 },
  { what: `memory after ${REQUESTS} requests more, MB`, figure: grownMb, limit: 20 },
])
console.log(
  `${asked} questions; from the key to the answer: ${wait.median.toFixed(1)}; ${wait.p95.toFixed(1)} ms`,
)
