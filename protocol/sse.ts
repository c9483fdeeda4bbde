// Server-sent events. The only home of eventsource-parser.
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'

export interface ServerSentEvent {
  /** Empty when the sender gave no name. */
  name: string
  data: string
}

/** Longest unfinished event that is kept, in UTF-16 units: a server that never ends a line must not fill the memory. */
const MAX_PENDING_CHARS = 1_000_000

const BLANK_LINE = /(?:\r\n|\r|\n){2}$/
const BLANK_LINE_CHARS = 4
const BYTE_ORDER_MARK = 0xfeff

/**
 * Cuts bytes into events, however the network cut them: half events, several in one packet, split characters.
 * `feed` throws when a single event grows over 1 MB. An event that was never ended with a blank line is delivered by
 * `flush` alone, whole or not.
 */
export function sseDecoder(onEvent: (event: ServerSentEvent) => void): {
  feed(bytes: Uint8Array): void
  /** Whether what came last was never ended with a blank line. */
  hasRest(): boolean
  /** Nothing comes any more: what was never ended ends here. */
  flush(): void
} {
  // A TextDecoder takes several times as long for a chunk, and ten times the memory.
  const text = new StringDecoder('utf8')
  let isFirst = true
  let pendingChars = 0
  let lastChars = ''
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
      const decoded = text.write(bytes)
      if (decoded === '') return
      const chunk = isFirst ? withoutMark(decoded) : decoded
      isFirst = false
      pendingChars += chunk.length
      lastChars = (chunk.length < BLANK_LINE_CHARS ? lastChars + chunk : chunk).slice(
        -BLANK_LINE_CHARS,
      )
      parser.feed(chunk)
      if (pendingChars > MAX_PENDING_CHARS) throw new Error('a server-sent event is too long')
    },
    hasRest: () => lastChars !== '' && !BLANK_LINE.test(lastChars),
    flush: () => parser.feed('\n\n'),
  }
}

const withoutMark = (text: string): string =>
  text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text

/**
 * One event as bytes on the wire; lines end CRLF. The JSON is written as GitLab's gateway writes it, blanks behind
 * commas and colons, nothing beyond ASCII: some readers of lines take U+2028 or U+0085 for the end of one.
 */
export const encodeEvent = (name: string, data: unknown): string =>
  `event: ${name}\r\ndata: ${spacedJson(data)}\r\n\r\n`

/** The same for the one event that comes in thousands, at half the cost. */
export const encodeContentChunk = (content: string): string =>
  `event: content_chunk\r\ndata: {"choices": [{"delta": {"content": ${inAscii(JSON.stringify(content))}}, "index": 0}]}\r\n\r\n`

/** An event without a name, its lines ended LF, as OpenAI's and Mistral's clients expect them; nothing beyond ASCII. */
export const encodeData = (data: object): string => `data: ${inAscii(JSON.stringify(data))}\n\n`

/** Broken into lines and put together again: a line end in a text is written as an escape. */
const spacedJson = (value: unknown): string =>
  inAscii(JSON.stringify(value, null, 1) ?? 'null')
    .replace(/,\n */g, ', ')
    .replace(/\n */g, '')

const BEYOND_ASCII = /[^\0-\x7f]/
const EACH_BEYOND_ASCII = /[^\0-\x7f]/g

/** In JSON, only texts can hold more than ASCII. */
function inAscii(json: string): string {
  if (!BEYOND_ASCII.test(json)) return json
  return json.replace(
    EACH_BEYOND_ASCII,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
