// What a stream holds while its model thinks: thousands may wait at the same time.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { buildApp, loadConfig } from '../../server/index.ts'
import { suggestionBody } from '../support/bodies.ts'
import { handModel, nestedModelAt } from '../support/hand-model.ts'
import { rawPost } from '../support/raw-http.ts'
import { usedHeapMb } from '../support/used-heap.ts'

const STREAMS = 8
/** Far more than a model reads: it is sent a part, and a part keeps the whole. */
const CODE_MB = 2
const CODE = `\n${'y = 1\n'.repeat((CODE_MB * 2 ** 20) / 6)}`

test('a stream that its model has accepted holds little of the code', async (t) => {
  const app = await buildApp(loadConfig({ AIGW_LOGGING__LEVEL: 'critical' }))
  const sockets: Socket[] = []
  // It waits for those who wait for an answer.
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    return app.close()
  })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const model = await handModel(t)
  const open = async (fileName: string): Promise<void> => {
    const socket = connect(Number(port), '127.0.0.1')
    sockets.push(socket)
    const rest = { ...nestedModelAt(model), stream: true }
    const body = suggestionBody({ fileName, above: 'x = ', below: CODE }, rest)
    socket.write(rawPost('/v4/code/suggestions', JSON.stringify(body)))
    const call = await model.next()
    call.begin()
    const [head] = await once(socket, 'data')
    assert.match(String(head), /^HTTP\/1.1 200 /)
  }
  await open('first.py')
  const before = usedHeapMb()
  for (let i = 0; i < STREAMS; i += 1) await open(`${i}.py`)
  const heldMb = usedHeapMb() - before
  assert.ok(heldMb < (STREAMS * CODE_MB) / 4, `${heldMb.toFixed(1)} MB are held`)
})
