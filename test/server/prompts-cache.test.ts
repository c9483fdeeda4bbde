// While a person types, successive prompts must begin alike: model servers keep what they have read.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FAMILIES, type Family } from '../../server/prompts/families.ts'
import { suggestionPrompt } from '../../server/prompts/suggestion-prompt.ts'
import { NO_LIMITS } from '../../server/prompts/window.ts'
import { NO_INSTRUCTION, type SuggestionRequest } from '../../server/suggestion.ts'

/** Model servers keep prompts in blocks of about this many characters. */
const BLOCK_CHARS = 256
const KEYS = '  const answer = await readLedger(path, options)\n'.repeat(12)

/** A file that is longer than every window. */
const LONG_FILE = [
  'dispatcher/client-h1.js',
  'web/fetch/index.js',
  'web/fetch/util.js',
  'core/util.js',
]
  .map((file) => readFileSync(`node_modules/undici/lib/${file}`, 'utf8'))
  .join('\n')

/** Share of the blocks of each prompt that the prompt of the key before had in the same place. */
function sharedBlocks(family: Family, cursor: number): number {
  let previous = ''
  let shared = 0
  let total = 0
  for (let typed = 0; typed <= KEYS.length; typed += 1) {
    const text = promptAfter(family, cursor, typed)
    if (previous !== '') {
      const blocks = Math.floor(text.length / BLOCK_CHARS)
      total += blocks
      shared += Math.min(blocks, Math.floor(sameChars(text, previous) / BLOCK_CHARS))
    }
    previous = text
  }
  return shared / total
}

function promptAfter(family: Family, cursor: number, typed: number): string {
  const request: SuggestionRequest = {
    kind: 'completion',
    fileName: 'ledger.js',
    language: undefined,
    lang: 'js',
    prefix: LONG_FILE.slice(0, cursor) + KEYS.slice(0, typed),
    suffix: LONG_FILE.slice(cursor),
    snippets: [{ name: 'rates.js', content: 'export const RATE = 0.2' }],
    instruction: NO_INSTRUCTION,
    choices: 1,
    namedModel: undefined,
  }
  const prompt = suggestionPrompt(family, request, NO_LIMITS)
  if (prompt.form === 'text') return prompt.text
  if (prompt.form === 'gap') return prompt.suffix + prompt.prefix
  return prompt.messages.map((message) => message.content).join('\n')
}

function sameChars(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  for (let at = 0; at < most; at += 1) if (a[at] !== b[at]) return at
  return most
}

for (const [name, family] of Object.entries(FAMILIES)) {
  test(`successive prompts for ${name} share at least 90 % of their blocks`, () => {
    const middle = Math.floor(LONG_FILE.length / 2)
    const share = sharedBlocks(family, middle)
    assert.ok(share >= 0.9, `${(share * 100).toFixed(1)} %`)
  })
}
