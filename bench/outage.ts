// What does somebody who types notice of a model that fails for a minute?
//
// npm run bench -- outage [--seconds 60] [--faults "hang,refuse,429,500,500 model"] [--seed 1]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { seededRandom } from './support/random.ts'
import { printMachine } from './support/report.ts'
import { type Fault, startFakeModel } from './typing/fake-model.ts'
import { OutageTypist } from './typing/outage-typist.ts'
import { startMidfill } from './typing/peers.ts'
import { traceOf } from './typing/trace.ts'

const FAULTS: Fault[] = ['hang', 'refuse', '429', '500', '500 model']
const FILES = [
  'lsp/gateway.ts',
  'server/tls.ts',
  'grammars/scope.ts',
  'lsp/models.ts',
  'engine/draft.ts',
]
const KEY_MS = 150
const LATENCY_MS = 200
/** Before the model fails, so that it is known how it answers. */
const HEALTHY_MS = 10_000
/** Nobody waits longer for it to come back. */
const GIVES_UP_MS = 35_000

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    faults: { type: 'string', default: FAULTS.join() },
    seed: { type: 'string', default: '1' },
  },
})

interface Row {
  fault: Fault
  requests: number
  notices: number
  embedded: number
  recoveredMs: number | undefined
}

async function outage(fault: Fault): Promise<Row> {
  const random = seededRandom(Number(values.seed))
  const whole = FILES.map((file) => readFileSync(file, 'utf8')).join('\n')
  const model = await startFakeModel(random)
  Object.assign(model, { latencyMs: LATENCY_MS, whole })
  const peer = await startMidfill(model.url)
  const trace = traceOf(whole, { keyMs: KEY_MS, keys: 10_000, random })
  const typist = new OutageTypist(peer, trace)
  await typist.open()
  await typist.typeFor(HEALTHY_MS)
  const before = model.calls.length
  typist.seen.embedded = 0
  model.fault = fault
  await typist.typeFor(Number(values.seconds) * 1_000)
  const requests = model.calls.length - before
  const { embedded } = typist.seen
  model.fault = undefined
  // What it says first agrees with what is typed meanwhile, so that it can be shown.
  model.wrongNames = 0
  const recoveredMs = await typist.typeUntilModel(GIVES_UP_MS)
  peer.close()
  model.close()
  return { fault, requests, notices: typist.seen.notices, embedded, recoveredMs }
}

printMachine()
const faults = FAULTS.filter((fault) => values.faults.split(',').includes(fault))
// Side by side: most of the time all of them wait for the next key.
const rows = await Promise.all(faults.map(outage))
console.log(
  `| for ${values.seconds} s | requests (≤ 5) | notices (1) | suggestions of the engine | first of the model after (≤ 2 s) |`,
)
console.log('|---|---:|---:|---:|---:|')
for (const { fault, requests, notices, embedded, recoveredMs } of rows) {
  const back =
    recoveredMs === undefined
      ? `not within ${GIVES_UP_MS / 1_000} s`
      : `${(recoveredMs / 1_000).toFixed(1)} s`
  console.log(`| ${fault} | ${requests} | ${notices} | ${embedded} | ${back} |`)
}
process.exit(0)
