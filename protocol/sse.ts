// Server-sent events. The only home of eventsource-parser.
import { createParser } from 'eventsource-parser'

export interface ServerSentEvent {
  /** Empty when the sender gave no name. */
  name: string
  data: string
}

/** Longest unfinished event that is kept, in UTF-16 units: a server that never ends a line must not fill the memory. */
const MAX_PENDING_CHARS = 1_000_000

/**
 * Cuts bytes into events, however the network cut them: half events, several in one packet, split characters.
 * `feed` throws when a single event grows over 1 MB. An event that was never ended with a blank line is not delivered.
 */
export function sseDecoder(onEvent: (event: ServerSentEvent) => void): {
  feed(bytes: Uint8Array): void
} {
  const text = new TextDecoder()
  let pendingChars = 0
  const parser = createParser({
    onEvent: (event) => {
      pendingChars = 0
      onEvent({ name: event.event ?? '', data: event.data })
    },
    onComment: () => {
      pendingChars = 0
    },
  })
  return {
    feed(bytes) {
      const chunk = text.decode(bytes, { stream: true })
      pendingChars += chunk.length
      parser.feed(chunk)
      if (pendingChars > MAX_PENDING_CHARS) throw new Error('a server-sent event is too long')
    },
  }
}

/** One event as bytes on the wire; lines end CRLF. */
export function encodeEvent(name: string, data: unknown): string {
  return `event: ${name}\r\ndata: ${JSON.stringify(data)}\r\n\r\n`
}
