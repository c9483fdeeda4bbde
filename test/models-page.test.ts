// docs/models.md: its table is what the code does, each cell has a recorded answer, and its lines are understood.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { KINDS, promptOn, SERVERS, withTable } from '../scripts/models-table.ts'
import { ENVIRONMENT, loadConfig } from '../server/index.ts'
import { FAMILIES, type Family, familyOf } from '../server/prompts/families.ts'
import type { Prompt } from '../server/prompts/prompt.ts'
import { PROVIDERS, type ProviderName } from '../server/providers/index.ts'
import { blocksOf } from './support/pages.ts'

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

const BLOCKS = blocksOf('docs/models.md', 'sh')
  .map((block) => block.trim().split('\n'))
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

const SERVE = [
  ...PAGE.matchAll(/```sh\n([\s\S]*?)```[^`]*```sh\n(MIDFILL_MODEL_URL[\s\S]*?)```/g),
].map(([, command = '', lines = '']) => ({ command: command.trim(), lines }))

/**
 * How each server is told its port and the model's name; where it is not told, what it has anyway.
 * `path`: what the doctor wants behind the port.
 */
const SERVERS_TOLD: Record<string, { port: RegExp | string; path?: string; name?: RegExp }> = {
  vllm: { port: /--port (\d+)/, path: '/v1', name: /--served-model-name (\S+)/ },
  ollama: { port: '11434', name: /pull (\S+)/ },
  'llama-server': { port: /--port (\d+)/ },
  docker: { port: /-p (\d+):80/, path: '/v1', name: /--model-id (\S+)/ },
  lms: { port: /--port (\d+)/, path: '/v1', name: /load (\S+)/ },
  tritonserver: { port: /--http-port (\d+)/ },
}

test('a command that starts a server gives it the port and the name that the lines below it have', () => {
  const shells = [...PAGE.matchAll(/```sh\n(?![A-Z_]+=)/g)]
  assert.equal(SERVE.length, shells.length)
  for (const { command, lines } of SERVE) {
    const told = SERVERS_TOLD[command.split(' ')[0] ?? '']
    assert.ok(told, command)
    const port = typeof told.port === 'string' ? told.port : told.port.exec(command)?.[1]
    assert.match(
      lines,
      new RegExp(`^MIDFILL_MODEL_URL=http://127\\.0\\.0\\.1:${port}${told.path ?? ''}$`, 'm'),
    )
    if (!told.name) continue
    const name = told.name.exec(command)?.[1] ?? assert.fail(command)
    assert.ok(lines.split('\n').includes(`MIDFILL_MODEL_NAME=${name}`), command)
  }
})
