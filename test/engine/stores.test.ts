// The stores against the simplest thing that could be right, on seeded random texts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { CONTEXT_TOKENS } from '../../engine/context.ts'
import { EditedText } from '../../engine/edited-text.ts'
import { type Asker, askerOf, weightOf } from '../../engine/relations.ts'
import { SORTED_DEPTH, SortedPlaces } from '../../engine/sorted-places.ts'
import type { TwoParts } from '../../engine/two-parts.ts'
import { Vocabulary } from '../../engine/vocabulary.ts'
import { Workspace } from '../../engine/workspace.ts'

const PIECES = [
  'a',
  'foo',
  ' ',
  '(',
  ')',
  '\n',
  '\n  ',
  '\r\n',
  '\r',
  '\t',
  '\n\n',
  '🙂',
  '1.5',
  ';',
]

function randomText(random: () => number, pieces: number): string {
  return Array.from({ length: pieces }, () => PIECES[Math.floor(random() * PIECES.length)]).join('')
}

function tokensOf(text: EditedText): { ids: number[]; gaps: number[] } {
  const all = { lines: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY }
  const { list, from, to } = text.tokensAbove(text.lineCount, all)
  return { ids: [...list.ids.subarray(from, to)], gaps: [...list.gaps.subarray(from, to)] }
}

const cutAt = (text: string, at: number): TwoParts => ({
  before: text.slice(0, at),
  behind: text.slice(at),
})

test('a text that was edited has the tokens of one that is read anew', () => {
  const random = seededRandom(1)
  for (let run = 0; run < 60; run++) {
    const vocabulary = new Vocabulary()
    let text = randomText(random, 80)
    const cut = (): TwoParts => cutAt(text, Math.floor(random() * (text.length + 1)))
    const edited = new EditedText(vocabulary, cut())
    for (let edit = 0; edit < 25; edit++) {
      const from = Math.floor(random() * (text.length + 1))
      const to = Math.min(text.length, from + Math.floor(random() ** 2 * 12))
      text = text.slice(0, from) + randomText(random, Math.floor(random() * 4)) + text.slice(to)
      edited.update(cut())
      assert.deepEqual(tokensOf(edited), tokensOf(new EditedText(vocabulary, cut())))
    }
  }
})

test('of the line that somebody writes the words are read once they go on elsewhere', () => {
  const random = seededRandom(7)
  for (let run = 0; run < 60; run++) {
    const vocabulary = new Vocabulary()
    let text = randomText(random, 80)
    const cut = (): TwoParts => cutAt(text, Math.floor(random() * (text.length + 1)))
    const edited = new EditedText(vocabulary, cut(), 0)
    for (let edit = 0; edit < 25; edit++) {
      const at = Math.floor(random() * (text.length + 1))
      const typed = randomText(random, Math.floor(random() * 4))
      text = text.slice(0, at) + typed + text.slice(at + Math.floor(random() ** 2 * 12))
      const lineStart = /[^\r\n]*$/.exec(text.slice(0, at))?.index ?? 0
      edited.update(cut(), lineStart)
      if (edit % 2 === 0) continue
      edited.update(cut())
      assert.deepEqual(tokensOf(edited), tokensOf(new EditedText(vocabulary, cut())))
    }
  }
})

test('a word that is typed key by key leaves no halves of it behind', () => {
  const vocabulary = new Vocabulary()
  const word = 'ledgerOfTheWholeYear'
  const edited = new EditedText(vocabulary, cutAt('a = 1\n', 6), 6)
  const before = vocabulary.count
  for (let chars = 1; chars <= word.length; chars++)
    edited.update(cutAt(`a = 1\n${word.slice(0, chars)}`, 6 + chars), 6)
  assert.equal(vocabulary.count, before)
  edited.update(cutAt(`a = 1\n${word}\n`, 7 + word.length), 7 + word.length)
  assert.equal(vocabulary.count, before + 1)
})

test('sorted places are found for every context, and only those', () => {
  const random = seededRandom(2)
  const ids = Int32Array.from({ length: 3_000 }, (_, i) =>
    i % 500 === 0 ? 0 : 1 + Math.floor(random() * 6),
  )
  const sorted = sortedAtOnce(ids, 8)
  const ranges = Array.from({ length: SORTED_DEPTH }, () => ({ start: 0, end: 0 }))
  for (let run = 0; run < 200; run++) {
    const end = 1 + Math.floor(random() * (ids.length - 1))
    const context = new Int32Array(CONTEXT_TOKENS)
    for (let i = 0; i < Math.min(SORTED_DEPTH, end) && ids[end - i] !== 0; i++)
      context[i] = ids[end - i] ?? 0
    const depth = sorted.rangesOf(context, ranges)
    for (let length = 1; length <= depth; length++) {
      const { start, end: last } = ranges[length - 1] ?? { start: 0, end: 0 }
      const found = [...sorted.places.subarray(start, last)].sort((a, b) => a - b)
      assert.deepEqual(found, placesOf(ids, context, length))
    }
    if (depth < SORTED_DEPTH) assert.deepEqual(placesOf(ids, context, depth + 1), [])
  }
})

function sortedAtOnce(ids: Int32Array, words: number): SortedPlaces {
  const sorting = SortedPlaces.sorting(ids, words)
  for (;;) {
    const { done, value } = sorting.next()
    if (done) return value
  }
}

function placesOf(ids: Int32Array, context: Int32Array, length: number): number[] {
  const agrees = (place: number): boolean => {
    for (let i = 0; i < length; i++)
      if (context[i] === 0 || ids[place - i] !== context[i]) return false
    return place + 1 < ids.length && ids[place + 1] !== 0
  }
  return [...ids.keys()].filter(agrees)
}

test('a workspace holds each file once, in its newest version', () => {
  const workspace = new Workspace(new Vocabulary())
  for (let i = 0; i < 50; i++) workspace.load(`f${i}.ts`, `const a${i} = ${i}\n`)
  workspace.settle()
  workspace.take('f3.ts', 'const b = 1\n')
  workspace.take('f3.ts', 'const c = 2\n')
  workspace.drop('f4.ts')
  assert.equal(workspace.fileCount, 49)
  workspace.settle()
  assert.equal(workspace.fileCount, 49)
  assert.equal(workspace.resting.files.filter(({ name }) => name === 'f3.ts').length, 1)
  assert.equal(workspace.changedShare, 0)
  for (const file of workspace.resting.files) {
    for (let place = file.first; place < file.end; place++) {
      assert.equal(workspace.resting.fileAt(place), file)
    }
  }
})

test('how a file counts is known anew when it changes, goes, or another file asks', () => {
  const workspace = new Workspace(new Vocabulary())
  const lines = 'const a = 1\n'
  for (const name of ['src/a.ts', 'src/b.ts', 'lib/c.ts']) workspace.load(name, lines)
  workspace.settle()
  const { resting, changed } = workspace
  const weights = (asking: Asker): number[] => {
    workspace.standTo(asking)
    return resting.files.map((_, at) => weightOf(resting.relations.of(at)))
  }
  const asker = askerOf('src/a.ts')
  assert.deepEqual(weights(asker), [0, 1.5, 1])
  workspace.drop('src/b.ts')
  assert.deepEqual(weights(asker), [0, 0, 1])
  workspace.take('lib/c.ts', lines)
  assert.deepEqual(weights(asker), [0, 0, 0])
  assert.equal(weightOf(changed.relations.of(0)), 1)
  assert.deepEqual(weights(askerOf('lib/d.ts')), [1, 0, 0])
  assert.equal(weightOf(changed.relations.of(0)), 1.5)
})

test('what changes while a workspace is sorted is known in its newest version', () => {
  const workspace = new Workspace(new Vocabulary())
  for (let i = 0; i < 20; i++) workspace.load(`f${i}.ts`, `const a${i} = ${i}\n`)
  workspace.take('f1.ts', 'const taken = 1\n')
  const settling = workspace.settling()
  settling.next()
  workspace.take('f2.ts', 'const changed = 2\n')
  workspace.take('f1.ts', 'const again = 2\n')
  workspace.drop('f3.ts')
  workspace.load('f20.ts', 'const loaded = 3\n')
  settling.next()
  workspace.take('f2.ts', 'const later = 3\n')
  while (!settling.next().done);
  assert.equal(workspace.fileCount, 20)
  assert.deepEqual(textsIn(workspace, ['f1.ts', 'f2.ts', 'f3.ts', 'f20.ts']), [
    'const again = 2',
    'const later = 3',
    'const loaded = 3',
  ])
  workspace.settle()
  assert.equal(workspace.changedShare, 0)
  assert.equal(workspace.resting.files.length, 20)
})

/** What is alive of these files, in any store. */
function textsIn({ resting, changed, vocabulary }: Workspace, names: string[]): string[] {
  const stores = [resting, { files: changed.files, tokens: changed.chains.tokens }]
  return stores
    .flatMap(({ files, tokens }) =>
      files
        .filter(({ isAlive, name }) => isAlive && names.includes(name))
        .map(({ first, end }) => [...tokens.ids.subarray(first, end)]),
    )
    .map((ids) =>
      ids
        .map((id) => vocabulary.wordOf(id))
        .filter((word) => word !== '')
        .join(' '),
    )
    .sort()
}

test('a workspace takes in no more than its caps', () => {
  const limits = { maxFileChars: 1_000, maxBytes: 200_000 }
  const workspace = new Workspace(new Vocabulary(), limits)
  assert.equal(workspace.load('large.ts', 'a '.repeat(600)), false)
  assert.equal(workspace.load('binary', 'a\0b'), false)
  let taken = 0
  for (let i = 0; i < 1_000; i++)
    if (workspace.load(`${i}.ts`, `let v${i} = a\n`.repeat(40))) taken++
  assert.ok(taken > 10 && taken < 1_000)
  workspace.settle()
  assert.ok(workspace.bytes <= limits.maxBytes * 1.2)
})
