// The most probable writing first, against all writings of one length at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { BEAM, Beam } from '../../engine/beam.ts'
import type { Writing } from '../../engine/pen.ts'
import type { NextToken } from '../../engine/step.ts'

/** What may follow a path, and how probable it is that the line ends there; both of the whole line. */
interface Node {
  path: string
  running: number
  ended: number
  next: Node[]
}

const TOKENS = 4
const DEEPEST = 5

function treeOf(random: () => number, path = '', running = 1): Node {
  const shares = Array.from({ length: TOKENS + 1 }, () => random() ** 3)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const [ended = 0, ...others] = shares.map((share) => (running * share) / total)
  const next =
    path.length === DEEPEST ? [] : others.map((share, at) => treeOf(random, `${path}${at}`, share))
  return { path, running, ended, next }
}

interface Found {
  /** How probable the two best lines are. */
  lines: number[]
  continued: number
}

const bestTwo = (lines: readonly number[]): number[] => [...lines].sort((a, b) => b - a).slice(0, 2)

function allOfOneLength(root: Node): Found {
  let lines: number[] = []
  let open = [root]
  let continued = 0
  while (open.length > 0) {
    continued += open.length
    lines = bestTwo([...lines, ...open.map(({ ended }) => ended)])
    const [best = 0, second = 0] = lines
    open = open
      .flatMap(({ next }) => next)
      .filter(({ running }) => running > second)
      .sort((a, b) => b.running - a.running)
      .slice(0, BEAM)
    if (best >= (open[0]?.running ?? 0)) break
  }
  return { lines, continued }
}

const writingOf = ({ path, running }: Node): Writing => ({
  context: new Int32Array(0),
  path,
  text: '',
  columns: 0,
  written: path.length,
  depth: 0,
  running,
  weakest: 1,
  marks: [],
  first: undefined,
})

const tokenOf = (probability: number): NextToken => ({
  id: 0,
  place: 0,
  where: 0,
  match: 0,
  probability,
  isRenamed: false,
})

function mostProbableFirst(root: Node): Found {
  const beam = new Beam(0)
  const nodes = new Map<NextToken, Node>()
  let lines: number[] = []
  let continued = 0
  for (let node: Node | undefined = root; node; ) {
    continued++
    lines = bestTwo([...lines, node.ended])
    for (const next of node.next) {
      const token = tokenOf(next.running / node.running)
      nodes.set(token, next)
      beam.add({ writing: writingOf(node), token, running: next.running })
    }
    const [best = 0, second = 0] = lines
    const taken = beam.take(best, second)
    node = taken && nodes.get(taken.token)
  }
  return { lines, continued }
}

test('the most probable writing first finds what a beam finds, and continues fewer', () => {
  const random = seededRandom(11)
  let fewer = 0
  for (let run = 0; run < 100; run++) {
    const tree = treeOf(random)
    const [all, first] = [allOfOneLength(tree), mostProbableFirst(tree)]
    assert.deepEqual(first.lines, all.lines)
    assert.ok(first.continued <= all.continued)
    if (first.continued < all.continued) fewer++
  }
  assert.ok(fewer > 30)
})
