// The fake model of the typing bench without its wire: it speaks to a track directly, in virtual time.
import type { Ask } from '../../lsp/suggestions/flights.ts'
import type { Place } from '../../lsp/suggestions/place.ts'
import { CHARS_PER_TOKEN, continuation, FIRST_WORDS, PIECES, WRONG_NAMES } from './fake-model.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface VirtualCall {
  prefix: string
  said: string
  tokens: number
  wasShown: boolean
}

/** What every question brings beside the prefix, in characters. */
const ENVELOPE_CHARS = 400

export interface VirtualModelOptions {
  time: VirtualTime
  /** The file as it will be. */
  whole: string
  latencyMs: number
  random: () => number
}

export function virtualModel({ time, whole, latencyMs, random }: VirtualModelOptions) {
  const calls: VirtualCall[] = []
  const pauseMs = (latencyMs * (1 - FIRST_WORDS)) / (PIECES - 1)
  const ask: Ask<Place> = ({ prefix }, hear) => {
    const text = continuation({ whole, wrongNames: WRONG_NAMES }, prefix, random)
    const tokens = Math.ceil((prefix.length + ENVELOPE_CHARS) / CHARS_PER_TOKEN)
    const call: VirtualCall = { prefix, said: '', tokens, wasShown: false }
    calls.push(call)
    const id = String(calls.length)
    let stop = (): void => {}
    const speak = (piece: number): void => {
      const said = text.slice(0, Math.ceil((text.length * piece) / PIECES))
      call.tokens += Math.ceil((said.length - call.said.length) / CHARS_PER_TOKEN)
      call.said = said
      const suggested = { id, text: said, source: 'model', model: 'fake' } as const
      if (piece < PIECES) stop = time.later(pauseMs, () => speak(piece + 1))
      hear[piece < PIECES ? 'partly' : 'done'](suggested)
    }
    hear.sent()
    stop = time.later(latencyMs * FIRST_WORDS, () => speak(1))
    return () => stop()
  }
  return { calls, ask }
}
