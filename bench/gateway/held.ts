// Thousands of streams at once, whose first token comes after a second.
import { peakMb, resetPeak } from '../support/memory.ts'
import type { Peer } from './peers.ts'
import { type LoadFigures, load, type Shape, type Stand } from './stand.ts'

const STREAMS = 4_000

/** Each client asks again when it has its answer, as long as the load lasts. */
const SHAPE: Shape = {
  asked: { manner: 'held', form: 'stream' },
  connections: STREAMS,
  // About as long as one stream takes: people do not type in step.
  spreadMs: 1_200,
  durationMs: 3_600,
  perConnection: 0,
  patienceMs: 20_000,
}

export interface Held extends LoadFigures {
  peakMb: number
}

export async function hold(stand: Stand, peer: Peer): Promise<Held> {
  // Buffers and code of this shape exist before the measurement, as they would in a server that has run for a day.
  await load(stand, peer, { ...SHAPE, connections: STREAMS / 10, durationMs: 1_500 })
  resetPeak(peer.pid)
  const figures = await load(stand, peer, SHAPE)
  return { ...figures, peakMb: peakMb(peer.pid) }
}
