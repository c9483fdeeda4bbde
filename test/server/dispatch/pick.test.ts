import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pick } from '../../../server/dispatch/pick.ts'
import { Replica } from '../../../server/dispatch/replica.ts'
import { hashOf } from '../../../server/selection/hash.ts'
import { planOf, VirtualClock } from './stage.ts'

const clock = new VirtualClock()
const replicasOf = (hosts: string[]): Replica[] =>
  planOf('m', hosts).replicas.map((deployment) => new Replica(deployment, undefined, clock))
const chosen = (replicas: Replica[], key: number | undefined) =>
  pick(replicas, { key, manner: 'stream', clock })
const USERS = Array.from({ length: 3_000 }, (_, i) => hashOf(`user ${i}\nfile.ts`))

test('a person and document stay where they are, and spread evenly', () => {
  const replicas = replicasOf(['a', 'b', 'c'])
  for (const key of USERS.slice(0, 100)) assert.equal(chosen(replicas, key), chosen(replicas, key))
  for (const replica of replicas) {
    const share = USERS.filter((key) => chosen(replicas, key) === replica).length / USERS.length
    assert.ok(Math.abs(share - 1 / 3) < 0.03, `${share}`)
  }
})

test('without a replica, only those who were there move', () => {
  const replicas = replicasOf(['a', 'b', 'c'])
  const [gone, ...others] = replicas
  for (const key of USERS) {
    const before = chosen(replicas, key)
    if (before !== gone) assert.equal(chosen(others, key), before)
  }
})

test('a favourite with far more to do than the others gives way to the second in order', () => {
  const replicas = replicasOf(['a', 'b', 'c'])
  const key = hashOf('one')
  const favourite = chosen(replicas, key)
  assert.ok(favourite)
  favourite.outstanding = 3
  assert.equal(chosen(replicas, key), favourite)
  favourite.outstanding = 12
  const second = chosen(replicas, key)
  assert.notEqual(second, favourite)
  assert.equal(
    chosen(
      replicas.filter((one) => one !== favourite),
      key,
    ),
    second,
  )
  for (const replica of replicas) if (replica !== favourite) replica.outstanding = 10
  assert.equal(chosen(replicas, key), favourite)
})

test('for nobody in particular, the faster and emptier of two is chosen', () => {
  const [fast, slow] = replicasOf(['a', 'b'])
  assert.ok(fast && slow)
  for (let i = 0; i < 10; i += 1) {
    fast.latency.stream.add(10, clock.now())
    slow.latency.stream.add(40, clock.now())
  }
  for (let i = 0; i < 20; i += 1) assert.equal(chosen([fast, slow], undefined), fast)
  fast.outstanding = 5
  assert.equal(chosen([fast, slow], undefined), slow)
})

test('a replica that was slow is tried again after a while', () => {
  const [fast, slow] = replicasOf(['a', 'b'])
  assert.ok(fast && slow)
  fast.latency.stream.add(10, clock.now())
  slow.latency.stream.add(2_000, clock.now())
  assert.equal(chosen([fast, slow], undefined), fast)
  clock.advance(30_000)
  fast.latency.stream.add(100, clock.now())
  assert.equal(chosen([fast, slow], undefined), slow)
})

test('of many, each is chosen', () => {
  const replicas = replicasOf(['a', 'b', 'c', 'd'])
  const seen = new Set(Array.from({ length: 200 }, () => chosen(replicas, undefined)))
  assert.equal(seen.size, 4)
})
