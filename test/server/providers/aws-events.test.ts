// AWS's binary framing: whole messages however the network cuts them, and nothing of what is damaged.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { awsEventDecoder } from '../../../server/providers/aws-events.ts'
import { awsEvent } from '../../support/aws-events.ts'

const BYTES = Buffer.concat([
  awsEvent('contentBlockDelta', { delta: { text: 'é𝒳' } }),
  awsEvent('throttlingException', { message: 'slow' }, 'exception'),
])
const SEEN = [
  ['{"delta":{"text":"é𝒳"}}', 'contentBlockDelta'],
  ['{"message":"slow"}', 'throttlingException'],
]

function decoded(...pieces: Uint8Array[]): string[][] {
  const seen: string[][] = []
  const decoder = awsEventDecoder((data, type) => seen.push([data, type]))
  for (const piece of pieces) decoder.feed(piece)
  return seen
}

test('messages are whole however the bytes are cut', () => {
  assert.deepEqual(decoded(BYTES), SEEN)
  for (let at = 1; at < BYTES.length; at++) {
    assert.deepEqual(decoded(BYTES.subarray(0, at), BYTES.subarray(at)), SEEN)
  }
  assert.deepEqual(decoded(...Array.from(BYTES, (byte) => Uint8Array.of(byte))), SEEN)
})

test("what AWS's own codec writes is read", () => {
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString(),
    (text) => Buffer.from(text),
  )
  const headers = {
    ':event-type': { type: 'string', value: 'messageStop' },
    ':date': { type: 'timestamp', value: new Date(0) },
  } as const
  const bytes = codec.encode({ headers, body: Buffer.from('{"stopReason":"end_turn"}') })
  assert.deepEqual(decoded(bytes), [['{"stopReason":"end_turn"}', 'messageStop']])
})

test('a damaged message, another format and an endless message are no stream', () => {
  const damaged = Buffer.from(BYTES)
  damaged[60] = (damaged[60] ?? 0) ^ 1
  assert.throws(() => decoded(damaged), /damaged/)
  assert.throws(() => decoded(Buffer.from('<html>hello, this is no stream</html>')), /not an event/)
  const endless = awsEvent('x', 'y'.repeat(1_100_000))
  assert.throws(() => decoded(endless.subarray(0, 64)), /not an event/)
})

test('half a message is not delivered', () => {
  assert.deepEqual(decoded(BYTES.subarray(0, 40)), [])
})
