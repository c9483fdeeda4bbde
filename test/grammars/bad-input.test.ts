// Texts that nobody should have: an answer in bounded time, whatever it is.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  Grammars,
  importsOf,
  intentAt,
  LANGUAGES,
  type Language,
  placeAt,
  type SyntaxTree,
  scopesAt,
} from '../../grammars/index.ts'
import { cpuMs } from '../support/work.ts'
import { pointAt, randomFrom } from './documents.ts'

const grammars = new Grammars({ onError: assert.fail })
after(() => grammars.close())

/** For one cursor. Generous: the worst, PowerShell's minus signs, takes 0.3 s, and nearly all take 1 ms. */
const MAX_MS = 3_000

/** Some of them are as long as `size` says, in pieces of about ten characters. */
const textsOf = (size: number): Record<string, string> => ({
  nothing: '',
  'a NUL': 'a = 1\0\n# b\0\n\0',
  CRLF: 'a = 1\r\n\r\n// b\r\n\r\n{\r\n}\r\n',
  'a lone CR': 'a = 1\r// b\r\r',
  tabs: '\t\t// a\n\t\t\n\t{\n\t\t\n\t}\n',
  'lone surrogates': '// \ud83d\n\udc00\n\ud83d',
  emoji: '// 😀😀\n😀\n{ 😀 }\n',
  'many lines': 'a = b(1, "c") // d\n'.repeat(size),
  'many comments': '// a b c\n'.repeat(size),
  'an endless comment': `/* ${'a b\n'.repeat(size)}`,
  'a line of dashes': `// ${'----------'.repeat(size)}x`,
  'one long line': 'a(a(a(a(a('.repeat(size),
  'scripts that never begin': '<script a="'.repeat(size),
  'scripts that never end': '<script>\n'.repeat(size),
})

const languages = LANGUAGES.filter(({ grammar }) => grammar !== undefined)
const ONE_OF_EACH = new Map(languages.map((row) => [row.parsedPart ?? row.grammar, row]))

for (const language of ONE_OF_EACH.values()) {
  test(`${language.id}: odd texts are answered in bounded time`, async () => {
    await answerAll(language, textsOf(500))
  })
}

for (const id of ['typescript', 'vue']) {
  test(`${id}: so are 50,000 lines, and one of 500,000 characters`, async () => {
    await answerAll(languages.find((row) => row.id === id) ?? assert.fail(), textsOf(50_000))
  })
}

async function answerAll(language: Language, texts: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    const ms = await cpuOf(language, text)
    assert.ok(ms < MAX_MS, `${name}: ${ms} ms`)
  }
}

/** The longest that anything took. */
async function cpuOf(language: Language, text: string): Promise<number> {
  const parser = (await grammars.parserOf(language)) ?? assert.fail()
  let tree: SyntaxTree | undefined
  const parseMs = cpuMs(() => {
    tree = parser.parse(text, undefined, { budgetMs: 1_000 })
  })
  const found = tree
  if (!found) return parseMs
  const answers = indexesOf(text).map((index) =>
    cpuMs(() => {
      const point = pointAt(text, index)
      intentAt(found, point)
      placeAt(found, point)
      scopesAt(found, point)
    }),
  )
  importsOf(found)
  found.close()
  return Math.max(parseMs, ...answers)
}

/** The ends, beyond them, and some in between, also within surrogate pairs. */
function indexesOf(text: string): number[] {
  const random = randomFrom(3)
  const between = text === '' ? [] : Array.from({ length: 3 }, () => random(text.length))
  return [0, text.length, text.length + 5, ...between]
}
