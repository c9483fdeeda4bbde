// Streams of one JSON object a line, as the network may cut them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streamDecoder } from '../../../server/providers/framing.ts'

const LINES = ['{"response":"é","done":false}', '{"response":"𝒳","done":true}']
const BYTES = Buffer.from(`${LINES.join('\n')}\r\n\n`)

function decoded(pieces: readonly Uint8Array[]): string[] {
  const seen: string[] = []
  const decoder = streamDecoder('lines', (data, event) => {
    assert.equal(event, '')
    seen.push(data.trim())
  })
  for (const piece of pieces) decoder.feed(piece)
  return seen
}

test('lines are whole however the bytes are cut, within a character too', () => {
  assert.deepEqual(decoded([BYTES]), LINES)
  for (let at = 1; at < BYTES.length; at++) {
    assert.deepEqual(decoded([BYTES.subarray(0, at), BYTES.subarray(at)]), LINES)
  }
  assert.deepEqual(decoded(Array.from(BYTES, (byte) => Uint8Array.of(byte))), LINES)
})

test('a line that was never ended is not delivered', () => {
  assert.deepEqual(decoded([Buffer.from('{"response":"a"')]), [])
})

test('a line that does not end is given up, before it fills the memory', () => {
  const decoder = streamDecoder('lines', () => {})
  const piece = Buffer.alloc(64_000, 'x')
  assert.throws(() => {
    for (let i = 0; i < 160; i++) decoder.feed(piece)
  }, /too long/)
})

test('events keep their names', () => {
  const seen: string[][] = []
  const decoder = streamDecoder('events', (data, event) => seen.push([data, event]))
  decoder.feed(Buffer.from('event: ping\ndata: {}\n\ndata: [DONE]\n\n'))
  assert.deepEqual(seen, [
    ['{}', 'ping'],
    ['[DONE]', ''],
  ])
})
