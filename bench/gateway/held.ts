// Thousands of streams at once, whose first token comes after a second.
import { peakMb, resetPeak } from '../support/memory.ts'
import type { Peer } from './peers.ts'
import { type LoadFigures, load, type Shape, type Stand } from './stand.ts'

const STREAMS = 4_000

/** The last client asks when the first gets its first token: for a moment all streams are open and none is through. */
const SHAPE: Shape = {
  asked: { manner: 'held', form: 'stream' },
  connections: STREAMS,
  spreadMs: 1_000,
  durationMs: 10_000,
  perConnection: 1,
  patienceMs: 20_000,
}

export interface Held extends LoadFigures {
  peakMb: number
}

/** The first wave opens the connections to the model, as they would be in a gateway that has run for a while. */
export async function hold(stand: Stand, peer: Peer): Promise<Held> {
  await load(stand, peer, SHAPE)
  resetPeak(peer.pid)
  const figures = await load(stand, peer, SHAPE)
  return { ...figures, peakMb: peakMb(peer.pid) }
}
