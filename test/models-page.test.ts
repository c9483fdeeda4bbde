// docs/models.md: its table is what the code does, each cell has a recorded answer, and its lines are understood.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { KINDS, promptOn, SERVERS, withTable } from '../scripts/models-table.ts'
import { ENVIRONMENT, loadConfig } from '../server/index.ts'
import { FAMILIES, type Family, familyOf } from '../server/prompts/families.ts'
import type { Prompt } from '../server/prompts/prompt.ts'
import { PROVIDERS, type ProviderName } from '../server/providers/index.ts'

const PAGE = readFileSync('docs/models.md', 'utf8')
const CELLS = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && KINDS.some((kind) => line.includes(`| ${kind} |`)))
  .map((line) => line.slice(2, -2).split(' | '))

interface Recorded {
  prompt: Prompt
  answer?: { json: unknown; is: { choices: { text: string }[] } | null }
  chunks?: { data: string; event: string; is: unknown }[]
}

const recorded = (server: ProviderName): Recorded[] =>
  readdirSync(`test/cases/providers/${server}`).map((file) =>
    JSON.parse(readFileSync(`test/cases/providers/${server}/${file}`, 'utf8')),
  )

test('the table is what scripts/docs.ts writes, for every family, kind and dialect', () => {
  assert.equal(PAGE, withTable(PAGE))
  assert.deepEqual(Object.keys(SERVERS).sort(), Object.keys(PROVIDERS).sort())
  assert.equal(CELLS.length, Object.keys(FAMILIES).length * KINDS.length)
})

for (const server of Object.keys(PROVIDERS) as ProviderName[]) {
  test(`every cell of ${SERVERS[server]} has a recorded answer that is read`, () => {
    const provider = PROVIDERS[server]
    const cases = recorded(server)
    const column = Object.keys(SERVERS).indexOf(server) + 2
    for (const [name = '', kind = '', ...rest] of CELLS) {
      const cell = [name, kind, ...rest][column] ?? ''
      const family: Family | undefined = Object.entries(FAMILIES).find(([key]) => key === name)?.[1]
      assert.ok(family && (kind === 'completion' || kind === 'generation'))
      const prompt = promptOn(server, family, kind)
      assert.equal(cell.replace(', as it can', ''), prompt.form)
      const form = provider.forms.includes(prompt.form) ? prompt.form : provider.forms[0]
      const fitting = cases.filter((one) => one.prompt.form === form)
      assert.ok(
        fitting.some((one) => readsText(server, one)),
        `${name} ${kind}: no ${form} answer`,
      )
      const body = provider.body(prompt, { ...PARAMETERS, stream: false })
      assert.match(JSON.stringify(body), /def add\(/)
    }
  })
}

const PARAMETERS = { model: 'm', maxTokens: 64, temperature: 0.2, choices: 1 }

/** The recording has a text, and the dialect reads that very text out of it. */
function readsText(server: ProviderName, { answer, chunks = [] }: Recorded): boolean {
  const provider = PROVIDERS[server]
  if (answer?.is) {
    const read = provider.answer(answer.json)
    return Boolean(read?.choices[0]?.text) && read?.choices[0]?.text === answer.is.choices[0]?.text
  }
  return chunks.some(({ data, event }) => {
    const read = provider.chunk(data, event)
    return typeof read === 'object' && read.text !== ''
  })
}

const BLOCKS = [...PAGE.matchAll(/```sh\n([\s\S]*?)```/g)]
  .map(([, block = '']) => block.trim().split('\n'))
  .filter(([first = '']) => /^[A-Z_]+=/.test(first))

for (const [index, lines] of BLOCKS.entries()) {
  const env = Object.fromEntries(
    lines.map((line) => [line.split('=')[0], line.replace(/^\w+=/, '')]),
  )
  test(`block ${index + 1} (${lines[0]}) is understood`, () => {
    for (const name of Object.keys(env)) assert.ok(name in ENVIRONMENT, name)
    const { models, notes } = loadConfig(env)
    assert.deepEqual(notes, [])
    if (!env.MIDFILL_MODEL_URL) return
    assert.equal(models.preset?.model, env.MIDFILL_MODEL_NAME)
    assert.notEqual(familyOf(env.MIDFILL_MODEL_FAMILY ?? ''), FAMILIES.general)
  })
}
