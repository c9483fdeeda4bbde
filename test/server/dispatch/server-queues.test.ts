import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pick } from '../../../server/dispatch/pick.ts'
import { Replica } from '../../../server/dispatch/replica.ts'
import { ServerQueues } from '../../../server/dispatch/server-queues.ts'
import { planOf, settled, VirtualClock } from './stage.ts'

const PAGE = `# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="codestral"} 7.0
vllm:num_requests_waiting{engine="1",model_name="codestral"} 2.0
vllm:num_requests_running{engine="0",model_name="codestral"} 64.0
`

test('a server that tells of a long queue is chosen less, until it tells otherwise', async () => {
  const clock = new VirtualClock()
  const replicas = planOf('m', ['http://a/v1', 'http://b/v1/', 'http://idle/v1']).replicas.map(
    (deployment) => new Replica(deployment, undefined, clock),
  )
  const [busy, free] = replicas
  assert.ok(busy && free)
  for (const replica of [busy, free]) {
    replica.began({ startedAt: clock.now(), lateMs: undefined })
    replica.latency.whole.add(20, clock.now())
  }
  const pages: Record<string, string> = { 'http://a/metrics': PAGE }
  const asked: string[] = []
  const queues = new ServerQueues({
    clock,
    everyMs: 1_000,
    replicas: () => replicas,
    async read(url) {
      asked.push(url)
      const page = pages[url]
      if (page === undefined) throw new Error('404')
      return page
    },
  })
  clock.advance(1_000)
  await settled()
  assert.deepEqual(asked, ['http://a/metrics', 'http://b/metrics'])
  assert.equal(busy.queuedThere, 9)
  const choose = () => pick([busy, free], { key: undefined, manner: 'whole', clock })
  for (let i = 0; i < 10; i += 1) assert.equal(choose(), free)
  delete pages['http://a/metrics']
  clock.advance(1_000)
  await settled()
  assert.equal(busy.queuedThere, 0)
  queues.close()
  assert.equal(clock.timers, 0)
})
