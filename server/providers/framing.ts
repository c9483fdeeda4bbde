// From the bytes of a stream to its pieces, however the network cut them.
import { sseDecoder } from '../../protocol/index.ts'
import { awsEventDecoder } from './aws-events.ts'
import type { Provider } from './provider.ts'

/** `event` is a server-sent event's name; empty for lines. AWS's are never without. */
export type OnPiece = (data: string, event: string) => void

export interface StreamDecoder {
  /** Throws when one piece grows too long. */
  feed(bytes: Uint8Array): void
  /** Whether the last piece so far was never ended. */
  hasRest(): boolean
  /** Nothing comes any more: a piece that was never ended is delivered, whole or not; of AWS's events none. */
  flush(): void
}

const DECODERS: Record<Provider['framing'], (onPiece: OnPiece) => StreamDecoder> = {
  events: (onPiece) => sseDecoder(({ data, name }) => onPiece(data, name)),
  lines: lineDecoder,
  'aws-events': awsEventDecoder,
}

export const streamDecoder = (framing: Provider['framing'], onPiece: OnPiece): StreamDecoder =>
  DECODERS[framing](onPiece)

/** Longest unfinished line, as for events: a server that never ends one must not fill the memory. */
const MAX_PENDING_CHARS = 1_000_000

function lineDecoder(onPiece: OnPiece): StreamDecoder {
  const text = new TextDecoder()
  let pending = ''
  return {
    feed(bytes) {
      const chunk = text.decode(bytes, { stream: true })
      pending += chunk
      if (chunk.includes('\n')) {
        const lines = pending.split('\n')
        pending = lines.pop() ?? ''
        for (const line of lines) if (line.trim() !== '') onPiece(line, '')
      }
      if (pending.length > MAX_PENDING_CHARS) throw new Error('a line of a stream is too long')
    },
    hasRest: () => pending.trim() !== '',
    flush() {
      if (pending.trim() !== '') onPiece(pending, '')
      pending = ''
    },
  }
}
