// The tokens around the cursor against the simplest thing that could be right, on seeded random moves and edits.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Around } from '../../engine/around.ts'
import { type Chain, headOf } from '../../engine/links.ts'
import { type Piece, TokenList } from '../../engine/token-list.ts'
import { Vocabulary } from '../../engine/vocabulary.ts'

/** Few, so that most are found in many places; the first is a boundary. */
const TOKENS = 6

function pieceOf(ids: readonly number[]): Piece {
  const list = new TokenList()
  for (const id of ids) list.push(id, id)
  return { list, from: 0, to: list.count }
}

/** The places that end with a context and have a token behind them, in the order in which they are found. */
function found(ids: Int32Array, { order, heads, others }: Chain, context: Int32Array): number[] {
  const places: number[] = []
  for (const table of heads) {
    let next = headOf(table, order, context)
    for (; next > 0; next = others[next - 1] ?? 0) places.push(next - 1)
  }
  return places.filter((place) => endsWith(ids, place, order, context))
}

const endsWith = (ids: Int32Array, place: number, order: number, context: Int32Array): boolean =>
  Array.from({ length: order }, (_, i) => i).every((i) => ids[place - i] === context[i])

/** All of them looked through: nearest first above the cursor, then nearest first below. */
function looked({ ids, aboveFirst, aboveEnd, belowFirst, belowEnd }: Around, context: Int32Array) {
  const places = (first: number, end: number): number[] =>
    Array.from({ length: Math.max(0, end - 1 - first) }, (_, i) => first + i).filter(
      (place) =>
        place - context.length + 1 >= first && endsWith(ids, place, context.length, context),
    )
  return [...places(aboveFirst, aboveEnd).reverse(), ...places(belowFirst, belowEnd)]
}

test('places around the cursor are found nearest first, whatever stood there before', () => {
  const random = seededRandom(3)
  const around = new Around(new Vocabulary())
  const above: number[] = []
  const below: number[] = []
  const word = (): number => 1 + Math.floor(random() * (TOKENS - 1))
  const some = (): number[] =>
    Array.from({ length: random() * 9 }, () => Math.floor(random() * TOKENS))
  for (let move = 0; move < 300; move++) {
    // Now and then all is another text, or far more of it than there was room for.
    if (random() < 0.02) above.splice(0, above.length, ...some())
    if (move === 100) below.unshift(...Array.from({ length: 300 }, some).flat())
    if (move === 150) below.length = 0
    above.splice(above.length - Math.floor(random() * 9), 9, ...some())
    below.splice(0, Math.floor(random() * 9), ...some())
    around.become([pieceOf(above), pieceOf([])], [pieceOf([]), pieceOf(below)])
    const { ids, chains, aboveFirst, aboveEnd, belowFirst, belowEnd } = around
    assert.deepEqual([...ids.subarray(aboveFirst, aboveEnd)], above)
    assert.deepEqual([...ids.subarray(belowFirst, belowEnd)], below)
    for (const chain of chains) {
      const context = Int32Array.from({ length: chain.order }, word)
      assert.deepEqual(found(ids, chain, context), looked(around, context))
    }
    const id = word()
    const last = above.lastIndexOf(id)
    assert.equal(around.distanceAbove(id), last < 0 ? -1 : above.length - last)
    assert.equal(around.distanceBelow(id), below.indexOf(id))
  }
})

test('the same tokens in other pieces change nothing', () => {
  const around = new Around(new Vocabulary())
  assert.equal(around.become([pieceOf([1, 2]), pieceOf([3])], [pieceOf([4]), pieceOf([5])]), true)
  assert.equal(around.become([pieceOf([1, 2, 3])], [pieceOf([]), pieceOf([4, 5])]), false)
  assert.equal(around.become([pieceOf([1, 2, 3])], [pieceOf([5])]), true)
})
