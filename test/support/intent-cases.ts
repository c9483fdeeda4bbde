// Cases of what is asked for at a cursor, one JSON object a line: npx tsx test/support/intent-cases.ts FILE.jsonl
// The words are those of the wire: `generation_type` is comment, empty_function or small_file; `intent` null is
// an ordinary completion. `|` in the text marks the cursor, or `cursor` tells it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Grammars, intentAt, languageOf, type Point } from '../../grammars/index.ts'

const KINDS = ['comment', 'intent', 'emptyfn']

export interface IntentCase {
  id: string
  kind: string
  language: string
  input: { text: string; cursor?: { line: number; character: number } }
  /** In words where no form fits: such a case only shows what is found. */
  expect: Found | string
}

interface Found {
  intent: 'completion' | 'generation' | null
  generation_type: string | null
  user_instruction?: string
}

const GENERATION_TYPES = {
  comment: 'comment',
  empty_body: 'empty_function',
  small_file: 'small_file',
}

export const readIntentCases = (file: string): IntentCase[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): IntentCase => JSON.parse(line))
    .filter(({ kind }) => KINDS.includes(kind))

/** What is found at the cursor of a case, in the words of the cases. */
export async function playIntentCase(grammars: Grammars, one: IntentCase): Promise<Found> {
  const { text, cursor } = withoutMark(one.input)
  const language = languageOf({ languageId: one.language })
  const tree = language && (await grammars.parserOf(language))?.parse(text)
  if (!tree) return { intent: null, generation_type: null }
  const intent = intentAt(tree, cursor)
  tree.close()
  if (intent.reason === 'default') return { intent: null, generation_type: null }
  if (intent.kind === 'completion') return { intent: 'completion', generation_type: null }
  return {
    intent: 'generation',
    generation_type: GENERATION_TYPES[intent.reason],
    ...(intent.instruction ? { user_instruction: intent.instruction } : {}),
  }
}

/** Compares what a case names; other members of its expectation speak of other layers. */
export function checkIntent(found: Found, expected: Found): void {
  assert.equal(found.intent, expected.intent)
  assert.equal(found.generation_type, expected.generation_type ?? null)
  if (expected.user_instruction !== undefined) {
    assert.equal(found.user_instruction, expected.user_instruction)
  }
}

function withoutMark({ text, cursor }: IntentCase['input']): { text: string; cursor: Point } {
  const lines = text.split('\n')
  const row = cursor?.line ?? lines.findIndex((line) => line.includes('|'))
  const column = cursor?.character ?? lines[row]?.indexOf('|') ?? 0
  const line = lines[row] ?? ''
  if (line[column] === '|') lines[row] = line.slice(0, column) + line.slice(column + 1)
  return { text: lines.join('\n'), cursor: { row, column } }
}

/** The command: prints the cases that fail and those that are in words. */
async function main(file: string): Promise<void> {
  const grammars = new Grammars({ onError: console.error })
  let failed = 0
  for (const one of readIntentCases(file)) {
    const found = await playIntentCase(grammars, one)
    if (typeof one.expect === 'string') {
      console.log(`${one.id}: "${one.expect}": ${JSON.stringify(found)}`)
      continue
    }
    try {
      checkIntent(found, one.expect)
    } catch {
      failed++
      console.log(`${one.id} failed: ${JSON.stringify(one.expect)}, not ${JSON.stringify(found)}`)
    }
  }
  grammars.close()
  console.log(`${failed} failed`)
}

const [, script, file] = process.argv
if (script?.endsWith('intent-cases.ts') && file) await main(file)
