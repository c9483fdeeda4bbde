// The configuration changes while many streams are open.
import { setTimeout as pause } from 'node:timers/promises'
import type { Bar } from '../support/report.ts'
import { runAtOnce } from './load.ts'
import { type Bench, deployment, print, printHead, WELL } from './questions.ts'
import { startStand } from './stand.ts'

const STREAMS = 500
/** Long enough that all of them are open while the file changes. */
const PAUSES_MS = 6_000
const ALL_OPEN_AFTER_MS = 2_500

const rules = (one: number): string =>
  `rules:\n  - name: all\n    split:\n      - { use: one, percent: ${one} }\n      - { use: two, percent: ${100 - one} }\n`
const BOTH = deployment('one', 1) + deployment('two', 1).replace('r0', 'r1')
const CONFIGURATIONS = [
  `deployments:\n${BOTH}${rules(90)}`,
  `deployments:\n${BOTH}${rules(10)}`,
  'deployments: [this is none\n',
  // The deployment that most streams come from is gone.
  `deployments:\n${deployment('two', 1).replace('r0', 'r1')}`,
]

/** Every stream that was open before a change must end as if there had been none. */
export async function reload({ random }: Bench): Promise<Bar[]> {
  const slow = { ...WELL, places: STREAMS, pausesMs: PAUSES_MS }
  const [first = '', ...others] = CONFIGURATIONS
  const stand = await startStand([slow, slow], first)
  const load = { url: stand.gateway.url, perSecond: 0, seconds: 0, random, isStream: true }
  printHead()
  const asked = runAtOnce(load, STREAMS)
  await pause(ALL_OPEN_AFTER_MS)
  const open = (await stand.status()).reduce((sum, { outstanding }) => sum + outstanding, 0)
  for (const yaml of others) await stand.configure(yaml)
  const outcome = await asked
  print(`${open} open during ${others.length} changes`, outcome)
  await stand.stop()
  return [
    { what: 'reload: streams that were open', figure: open, limit: STREAMS, atLeast: true },
    { what: 'reload: streams that broke', figure: outcome.failed + outcome.refused, limit: 0 },
  ]
}
