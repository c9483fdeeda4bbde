// Drives loads and takes the figures of the process that stood between.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpuMs } from '../support/cpu.ts'
import { shuffled } from '../support/random.ts'
import type { DriverMessage, DriverOrder, Load, Outcome } from './load.ts'
import type { Peer } from './peers.ts'
import type { Asked } from './requests.ts'

export interface Stand {
  driver: ChildProcess
  random: () => number
}

export type Shape = Omit<Load, 'port' | 'request'> & { asked: Asked }

/** A name and one figure a round. */
export type Rows = Record<string, number[]>

export interface LoadFigures extends Outcome {
  cpuMs: number
}

export async function load(stand: Stand, peer: Peer, shape: Shape): Promise<LoadFigures> {
  const { asked, ...rest } = shape
  const order = { ...rest, port: peer.port, request: peer.words(asked) }
  await ask(stand.driver, { load: order })
  const cpuBefore = cpuMs(peer.pid)
  const message = await ask(stand.driver, { go: true })
  if (!('outcome' in message)) throw new Error('the driver lost count')
  return { ...message.outcome, cpuMs: cpuMs(peer.pid) - cpuBefore }
}

async function ask(driver: ChildProcess, order: DriverOrder): Promise<DriverMessage> {
  const answered = once(driver, 'message')
  driver.send(order)
  const [message] = await answered
  return message
}

/** Runs the load against each peer in turn, in another order each round; every peer is warm before the first. */
export async function interleaved(
  stand: Stand,
  peers: readonly Peer[],
  { rounds, shape, warmUpMs }: { rounds: number; shape: Shape; warmUpMs: number },
): Promise<Map<string, LoadFigures[]>> {
  const figures = new Map<string, LoadFigures[]>(peers.map(({ name }) => [name, []]))
  const warm = { ...shape, durationMs: warmUpMs, perConnection: 0 }
  for (const peer of peers) refuseErrors(peer, await load(stand, peer, warm))
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of shuffled(peers, stand.random)) {
      figures.get(peer.name)?.push(refuseErrors(peer, await load(stand, peer, shape)))
    }
  }
  return figures
}

/** A figure of a server that fails says nothing. */
function refuseErrors({ name }: Peer, figures: LoadFigures): LoadFigures {
  if (figures.errors === 0) return figures
  throw new Error(`${name} answered ${figures.errors} times with an error: ${figures.firstError}`)
}

export function rowsOf(
  figures: ReadonlyMap<string, LoadFigures[]>,
  figure: (one: LoadFigures) => number,
): Rows {
  return Object.fromEntries([...figures].map(([name, rounds]) => [name, rounds.map(figure)]))
}
