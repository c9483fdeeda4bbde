// Clients that leave: is the model's socket closed, and how soon?
import type { ChildProcess } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { shuffled } from '../support/random.ts'
import { clockMs } from './clock.ts'
import type { Peer } from './peers.ts'
import type { Asked } from './requests.ts'
import type { Rows } from './stand.ts'

/** What the client has of the answer when it leaves. */
const MOMENTS: Record<string, Asked> = {
  'in the middle of a stream': { manner: 'started', form: 'stream' },
  'before the first token': { manner: 'silent', form: 'stream' },
  'while it waits for JSON': { manner: 'silent', form: 'whole' },
}
/** The text of the first event, see cheap-upstream.ts. */
const FIRST_TOKEN = 'value_0'
/** The client stays up to this long after all that it waited for. */
const MAX_STAY_MS = 20
/** A socket that is still open now belongs to a model that works for nobody. */
const PATIENCE_MS = 150
const WARM_UPS = 5

export interface Leaving {
  delaysMs: Rows
  /** How many of the model's sockets were closed, by peer and moment. */
  closed: { peer: string; moment: string; cuts: number; closed: number }[]
}

export async function leave(
  upstream: ChildProcess,
  peers: readonly Peer[],
  { cuts, random }: { cuts: number; random: () => number },
): Promise<Leaving> {
  const leaving: Leaving = { delaysMs: {}, closed: [] }
  for (const [moment, asked] of Object.entries(MOMENTS)) {
    const delays: Rows = Object.fromEntries(peers.map(({ name }) => [name, []]))
    for (let cut = -WARM_UPS; cut < cuts; cut += 1) {
      for (const peer of shuffled(peers, random)) {
        const delayMs = await cutOff(upstream, peer, { asked, stayMs: random() * MAX_STAY_MS })
        if (delayMs !== undefined && cut >= 0) delays[peer.name]?.push(delayMs)
      }
    }
    for (const [peer, ms] of Object.entries(delays)) {
      leaving.closed.push({ peer, moment, cuts, closed: ms.length })
      leaving.delaysMs[peer] = [...(leaving.delaysMs[peer] ?? []), ...ms]
    }
  }
  return leaving
}

/** Milliseconds from the client's leaving to the close of the model's socket; undefined: it stays open. */
async function cutOff(
  upstream: ChildProcess,
  peer: Peer,
  { asked, stayMs }: { asked: Asked; stayMs: number },
): Promise<number | undefined> {
  const arrived = told(upstream, 'arrived')
  const client = connect({ port: peer.port, host: '127.0.0.1', noDelay: true })
  // What comes after the cut is of no interest, an error on a closed socket neither.
  client.on('error', () => {})
  client.write(peer.words(asked))
  const hasToken = asked.manner === 'started' ? received(client, FIRST_TOKEN) : Promise.resolve()
  client.resume()
  await Promise.all([arrived, hasToken])
  await pause(stayMs)
  const closed = told(upstream, 'closedAtMs')
  const leftAtMs = clockMs()
  client.destroy()
  const closedAtMs = await Promise.race([closed, pause(PATIENCE_MS, undefined)])
  return closedAtMs === undefined ? undefined : closedAtMs - leftAtMs
}

function told(upstream: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve) => {
    const listen = (message: Record<string, number>): void => {
      const value = message[name]
      if (value === undefined) return
      upstream.off('message', listen)
      resolve(value)
    }
    upstream.on('message', listen)
  })
}

function received(client: Socket, text: string): Promise<void> {
  let all = ''
  return new Promise((resolve) => {
    client.on('data', (bytes) => {
      all += bytes.toString('latin1')
      if (all.includes(text)) resolve()
    })
  })
}
