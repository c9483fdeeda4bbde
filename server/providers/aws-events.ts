// AWS's binary event streams: lengths, checksums, headers and a payload, over and over.
// smithy.io/2.0/aws/amazon-eventstream.html, read 2026-11-21.
import { crc32 } from 'node:zlib'

/** Total length, length of the headers, checksum of both. */
const PRELUDE_BYTES = 12
const CHECKSUM_BYTES = 4
/** As for other framings: a message that never ends must not fill the memory. */
const MAX_MESSAGE_BYTES = 1_000_000
/** The type of a header's value; all that are read are strings. */
const STRING = 7

/**
 * Cuts bytes into messages, however the network cut them. `onEvent` gets the payload and the type of the event,
 * or of the exception. Throws when the bytes are no such stream; a message that was never ended is not delivered.
 */
export function awsEventDecoder(onEvent: (data: string, type: string) => void) {
  let pending = Buffer.alloc(0)
  return {
    feed(bytes: Uint8Array): void {
      pending = pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([pending, bytes])
      while (pending.length >= PRELUDE_BYTES) {
        const length = messageBytes(pending)
        if (pending.length < length) return
        const message = pending.subarray(0, length)
        pending = pending.subarray(length)
        deliver(message, onEvent)
      }
    },
    hasRest: () => pending.length > 0,
    // Their length stands before them: half of one is never the whole.
    flush() {},
  }
}

function messageBytes(start: Buffer): number {
  const length = start.readUInt32BE(0)
  const isWhole = crc32(start.subarray(0, 8)) === start.readUInt32BE(8)
  if (!isWhole || length > MAX_MESSAGE_BYTES) throw new Error('not an event stream of AWS')
  return length
}

function deliver(message: Buffer, onEvent: (data: string, type: string) => void): void {
  const end = message.length - CHECKSUM_BYTES
  if (crc32(message.subarray(0, end)) !== message.readUInt32BE(end)) {
    throw new Error('a damaged message in an event stream of AWS')
  }
  const payloadAt = PRELUDE_BYTES + message.readUInt32BE(4)
  const headers = readHeaders(message.subarray(PRELUDE_BYTES, payloadAt))
  const type = headers.get(':event-type') ?? headers.get(':exception-type') ?? 'exception'
  onEvent(message.toString('utf8', payloadAt, end), type)
}

/** Up to the first that is no string: the three that matter stand first. */
function readHeaders(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>()
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at)
    if (bytes.readUInt8(nameEnd) !== STRING) break
    const valueAt = nameEnd + 3
    const valueEnd = valueAt + bytes.readUInt16BE(nameEnd + 1)
    headers.set(bytes.toString('utf8', at + 1, nameEnd), bytes.toString('utf8', valueAt, valueEnd))
    at = valueEnd
  }
  return headers
}
