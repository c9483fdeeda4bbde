// Writes AWS's binary event streams, as Bedrock does.
import { crc32 } from 'node:zlib'

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  return Buffer.concat([
    Buffer.of(Buffer.byteLength(name)),
    Buffer.from(name),
    Buffer.of(7),
    length,
    Buffer.from(value),
  ])
}

/** One message; `kind` is `event` or `exception`. */
export function awsEvent(type: string, payload: unknown, kind = 'event'): Buffer {
  const headers = Buffer.concat([
    header(`:${kind}-type`, type),
    header(':content-type', 'application/json'),
    header(':message-type', kind),
  ])
  const body = Buffer.from(JSON.stringify(payload))
  const lengths = Buffer.concat([uint32(16 + headers.length + body.length), uint32(headers.length)])
  const message = Buffer.concat([lengths, uint32(crc32(lengths)), headers, body])
  return Buffer.concat([message, uint32(crc32(message))])
}
