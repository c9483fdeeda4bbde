import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { indentStyleOf } from '../../engine/indentation.ts'
import { gapBefore, joinTokens, type TokenizedText, tokenize } from '../../engine/tokens.ts'
import { createVocabulary, isBreak, levelsOf } from '../../engine/vocabulary.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const SAMPLES: Record<string, string> = {
  nothing: '',
  blanks: '  \t ',
  'line breaks of every kind': 'a\nb\r\nc\rd\n\n\r\n\r\re',
  'blanks at line ends': 'a  \n\t\n  b\t\n',
  tabs: 'if x {\n\ty()\n\t\tz()\n}\n',
  operators: 'a ?? b===c !== d => e?.f ... g >>>= h <=> i ::j',
  numbers: '1 2.5 0x1f 1_000 1..2 3.foo 1.2.3',
  'words beyond ASCII': 'größe = "naïve" // 日本語 🙂',
  'lone surrogates': 'a \ud800 b \udc00\ud800 c',
  'control characters': 'a\u0000b\u0007\fc\u001b[0m',
  'a line too long to learn': `a\n${'b '.repeat(2_000)}\nc`,
}

function tokensOf(text: string): { words: string[]; tokens: TokenizedText } {
  const vocabulary = createVocabulary()
  const tokens = tokenize(text, { vocabulary, style: indentStyleOf(text) })
  const ids = [...tokens.ids.subarray(0, tokens.count)]
  assert.equal(joinTokens(tokens, vocabulary), text)
  return { words: ids.map((id) => (isBreak(id) ? '⏎' : (vocabulary.words[id] ?? ''))), tokens }
}

for (const [name, text] of Object.entries(SAMPLES)) {
  test(`joined tokens are the text again: ${name}`, () => {
    const { tokens } = tokensOf(text)
    for (let i = 0; i < tokens.count; i++) assert.match(gapBefore(tokens, i), /^[ \t]*$/)
  })
}

for (const folder of ['scripts', 'engine', 'node_modules/fastify/lib']) {
  test(`joined tokens are the text again: every file of ${folder}`, () => {
    const files = readdirSync(join(ROOT, folder)).filter((file) => /\.[jt]s$/.test(file))
    assert.ok(files.length > 0)
    for (const file of files) {
      const text = readFileSync(join(ROOT, folder, file), 'utf8')
      tokensOf(text)
      tokensOf(text.replaceAll('\n', '\r\n'))
    }
  })
}

test('words, numbers and operators are one token each', () => {
  assert.deepEqual(tokensOf('a_1 += $b?.c(2.5)\n').words, [
    ...['a_1', '+=', '$b', '?.', 'c', '(', '2.5', ')', '⏎'],
  ])
})

test('a break carries the change of level in the units of the file', () => {
  for (const indent of ['  ', '    ', '\t']) {
    const { tokens } = tokensOf(`a {\n${indent}b {\n${indent}${indent}c\n\n}\n`)
    const breaks = [...tokens.ids.subarray(0, tokens.count)].filter(isBreak)
    assert.deepEqual(breaks.map(levelsOf), [1, 1, 0, -2, 0])
  }
})
