import { Writable } from 'node:stream'

/** What the head of a message begins with; its body is JSON. */
const HEAD_BEGINS = 'C'.charCodeAt(0)

/**
 * A stream before the one that the editor reads: the library writes a message's head and body apart, which would cost
 * two system calls here and wake the editor up twice.
 */
export function wholeMessages(output: Writable): Writable {
  let head: Buffer | undefined
  const joined = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (chunk[0] === HEAD_BEGINS) {
        head = chunk
        done()
        return
      }
      output.write(head ? Buffer.concat([head, chunk]) : chunk, done)
      head = undefined
    },
    final(done) {
      output.end(done)
    },
  })
  output.on('error', (error) => joined.destroy(error))
  output.on('close', () => joined.destroy())
  return joined
}
