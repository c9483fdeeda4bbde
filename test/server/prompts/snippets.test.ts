// What a model is shown of other files, in the layout of its family: every case of test/cases/prompts/snippets.json.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { languageOf } from '../../../grammars/index.ts'
import { FAMILIES, type Family } from '../../../server/prompts/families.ts'
import { framedChars, frameSnippets } from '../../../server/prompts/file-snippets.ts'
import { suggestionPrompt } from '../../../server/prompts/suggestion-prompt.ts'
import { NO_LIMITS } from '../../../server/prompts/window.ts'
import { NO_INSTRUCTION } from '../../../server/suggestion.ts'

const FILE = new URL('../../cases/prompts/snippets.json', import.meta.url)
const cases: Record<string, string> = JSON.parse(readFileSync(FILE, 'utf8'))
const SNIPPETS = [
  { name: 'lib/rates.py', content: 'RATE = 0.2' },
  { name: 'lib/tax.py', content: 'def tax(net):\n    return net * RATE' },
]

function shown(family: Family, fileName = 'bill.py', snippets = SNIPPETS): string {
  const language = languageOf({ fileName })
  const prompt = suggestionPrompt(
    family,
    {
      kind: 'completion',
      fileName,
      language,
      lang: language?.lang ?? '',
      prefix: 'total = ',
      suffix: '\nprint(total)',
      snippets,
      instruction: NO_INSTRUCTION,
      choices: 1,
      namedModel: undefined,
    },
    NO_LIMITS,
  )
  if (prompt.form === 'text') return prompt.text
  return prompt.form === 'gap' ? prompt.prefix : (prompt.messages.at(-1)?.content ?? '')
}

if (process.env.UPDATE) {
  for (const [name, family] of Object.entries(FAMILIES)) cases[name] = shown(family)
  writeFileSync(FILE, `${JSON.stringify(cases, null, 2)}\n`)
}
for (const [name, family] of Object.entries(FAMILIES)) {
  test(`${name} is shown other files in its own layout`, () => {
    assert.equal(shown(family), cases[name])
  })
}

test('a language without line comments has the snippet in a block', () => {
  assert.match(shown(FAMILIES.codellama, 'a.html'), /<PRE> <!--\nlib\/rates\.py:\nRATE = 0\.2\n-->/)
})

test('parts of the file itself are part of it', () => {
  const own = [{ name: 'bill.py', content: 'import tax' }]
  assert.match(shown(FAMILIES.codegemma, 'bill.py', own), /^<\|fim_prefix\|>import tax\ntotal = </)
  const both = shown(FAMILIES.codestral, 'bill.py', [...SNIPPETS.slice(0, 1), ...own])
  assert.match(both, /\+\+\+\+\+ bill\.py\nimport tax\ntotal = $/)
})

test('an unknown language has the snippet as it is', () => {
  assert.match(shown(FAMILIES.codellama, 'a.unheard-of'), /<PRE> RATE = 0\.2\n/)
})

test('no layout takes more of the window than a snippet is counted for', () => {
  const [snippet] = SNIPPETS.slice(1)
  assert.ok(snippet)
  for (const { fim } of Object.values<Family>(FAMILIES)) {
    if (!fim) continue
    const file = { fileName: '', language: languageOf({ fileName: 'bill.py' }) }
    const { head, lead } = frameSnippets(fim.snippets, [snippet], file)
    assert.ok(head.length + lead.length <= framedChars(snippet) + 32, fim.snippets)
  }
})
