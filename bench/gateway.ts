// What does the gateway add to a suggestion, in CPU, time and memory, against a bare proxy, nginx and Portkey?
//
// npm run bench -- gateway [--rounds 5] [--peers nginx,portkey] [--only json,latency,streams,held,leavers]
//                          [--seed 1] [--base OTHER/dist/cli.js, another build in the same run]
import { parseArgs } from 'node:util'
import { startFakeGitlab } from '../test/support/fake-gitlab.ts'
import { CLI } from '../test/support/gateway.ts'
import {
  type Peer,
  type PeerParts,
  startBareProxy,
  startMidfill,
  startNginx,
  startPortkey,
} from './gateway/peers.ts'
import { buildWorkers, listening, startWorker, stopAll } from './gateway/processes.ts'
import {
  type Bench,
  heldStreams,
  leavers,
  oneAtATime,
  streams,
  wholeAnswers,
} from './gateway/questions.ts'
import { openaiWords, someCode } from './gateway/requests.ts'
import { seededRandom } from './support/random.ts'
import { type Bar, printBars, printMachine } from './support/report.ts'

const QUESTIONS: Record<string, (bench: Bench) => Promise<Bar[]>> = {
  json: wholeAnswers,
  latency: oneAtATime,
  streams,
  held: heldStreams,
  leavers,
}
const OTHERS: Record<string, (parts: PeerParts) => Promise<Peer>> = {
  nginx: startNginx,
  portkey: startPortkey,
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    peers: { type: 'string', default: Object.keys(OTHERS).join() },
    only: { type: 'string', default: Object.keys(QUESTIONS).join() },
    seed: { type: 'string', default: '1' },
    base: { type: 'string', default: '' },
  },
})

async function startOthers(parts: PeerParts): Promise<Peer[]> {
  const peers: Peer[] = values.base ? [await startMidfill('base', values.base, parts)] : []
  for (const name of values.peers.split(',').filter((one) => one in OTHERS)) {
    try {
      const peer = await OTHERS[name]?.(parts)
      if (peer) peers.push(peer)
    } catch (error) {
      console.log(`left out: ${name} (${error instanceof Error ? error.message : error})`)
    }
  }
  return peers
}

async function main(): Promise<void> {
  await buildWorkers()
  const gitlab = await startFakeGitlab()
  const seed = Number(values.seed)
  const code = someCode(seed)
  const upstream = startWorker('cheap-upstream')
  const running = await listening(upstream)
  const token = gitlab.token({ gitlab_instance_id: 'instance-1' })
  const parts = { upstreamPort: running.port, code, gitlab: { url: gitlab.url, token } }
  const bench: Bench = {
    driver: startWorker('load-driver'),
    random: seededRandom(seed),
    upstream,
    rounds: Number(values.rounds),
    direct: { ...running, name: 'direct', words: openaiWords(token, code) },
    peers: [
      await startMidfill('midfill', CLI, parts),
      await startBareProxy(parts),
      ...(await startOthers(parts)),
    ],
  }
  printMachine()
  console.log(`seed ${seed}; access tokens on; log at level info, to /dev/null`)
  const bars: Bar[] = []
  for (const name of values.only.split(',')) {
    console.log()
    bars.push(...((await QUESTIONS[name]?.(bench)) ?? []))
  }
  console.log()
  printBars(bars)
  await gitlab.close()
}

main().finally(stopAll)
