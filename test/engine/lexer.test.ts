import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indentStyleOf } from '../../engine/indentation.ts'
import { lexing } from '../../engine/lexer.ts'
import { TokenList } from '../../engine/token-list.ts'
import { isBreak, levelsOf, Vocabulary } from '../../engine/vocabulary.ts'

function idsOf(text: string, vocabulary = new Vocabulary()): number[] {
  const list = new TokenList()
  for (const _slice of lexing(list, vocabulary, text, indentStyleOf(text).unit));
  return [...list.ids.subarray(0, list.count)]
}

function wordsOf(text: string): string[] {
  const vocabulary = new Vocabulary()
  return idsOf(text, vocabulary).map((id) => (isBreak(id) ? '⏎' : vocabulary.wordOf(id)))
}

test('words, numbers and operators are one token each', () => {
  assert.deepEqual(wordsOf('a_1 += $b?.c(2.5)\n'), [
    ...['a_1', '+=', '$b', '?.', 'c', '(', '2.5', ')', '⏎'],
  ])
  assert.deepEqual(wordsOf('1..2 3.foo größe>>>=b'), [
    ...['1', '..', '2', '3', '.', 'foo', 'größe', '>>>', '=', 'b'],
  ])
})

test('an operator is the same at the end of a text', () => {
  for (const operator of ['=>', '++', '===', '=', '"""', '/>'])
    assert.deepEqual(wordsOf(`a ${operator}`), ['a', operator])
})

test('a break carries the change of level in the units of the file', () => {
  for (const indent of ['  ', '    ', '\t']) {
    const ids = idsOf(`a {\n${indent}b {\n${indent}${indent}c\n\n}\n`)
    assert.deepEqual(ids.filter(isBreak).map(levelsOf), [1, 1, 0, -2, 0])
  }
})

test('no character but blanks and line breaks is lost, whatever the text', () => {
  const texts = [
    '',
    ' \t',
    'a\nb\r\nc\rd\n\n',
    'größe = "naïve" // 日本語 🙂',
    'a \ud800 b\udc00',
    '\u0000a\f',
  ]
  for (const text of texts) {
    const words = wordsOf(text).filter((word) => word !== '⏎')
    assert.equal(words.join(''), text.replace(/[ \t\r\n]/g, ''))
  }
})

test('a line too long to learn is a boundary', () => {
  assert.deepEqual(wordsOf(`a\n${'b '.repeat(2_000)}\nc`), ['a', '⏎', '', '⏎', 'c'])
})

test('line breaks of every kind are read alike', () => {
  const text = 'if (a) {\n  b()\n\n}\n'
  assert.deepEqual(wordsOf(text.replaceAll('\n', '\r\n')), wordsOf(text))
})

test('a vocabulary finds what was added, and nothing else', () => {
  const vocabulary = new Vocabulary()
  const ids = Array.from({ length: 20_000 }, (_, i) =>
    vocabulary.add(`-word${i}-`, 1, `-word${i}`.length),
  )
  assert.equal(new Set(ids).size, ids.length)
  for (let i = 0; i < ids.length; i += 97) {
    assert.equal(vocabulary.find(`word${i}`), ids[i])
    assert.equal(vocabulary.wordOf(ids[i] ?? 0), `word${i}`)
  }
  assert.equal(vocabulary.find('word20000'), 0)
})
