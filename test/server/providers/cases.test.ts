// Every case of test/cases/providers/: what a dialect sends, and what it makes of the answers it gets.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Prompt } from '../../../server/prompts/prompt.ts'
import { PROVIDERS } from '../../../server/providers/index.ts'
import type { Endpoint, ModelParameters, Provider } from '../../../server/providers/provider.ts'

interface ProviderCase {
  name: string
  endpoint: Endpoint
  prompt: Prompt
  /** A missing temperature is left to the server. */
  parameters: ModelParameters
  request: { url: string; headers: unknown; body: unknown }
  /** `is`: null where it is not an answer of this dialect. */
  answer?: { json: unknown; is: unknown }
  chunks?: { event: string; data: string; is: unknown }[]
}

const FOLDER = new URL('../../cases/providers/', import.meta.url)

function casesOf(dialect: string): ProviderCase[] {
  const folder = new URL(`${dialect}/`, FOLDER)
  return readdirSync(folder).map((file) => ({
    name: file.replace('.json', ''),
    ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
  }))
}

/** As it looks on the wire: without what is undefined. */
const onWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

function play(provider: Provider, one: ProviderCase): void {
  const { endpoint, prompt, parameters, request, answer, chunks = [] } = one
  const { stream } = parameters
  assert.equal(provider.url(endpoint, { form: prompt.form, stream }), request.url)
  assert.deepEqual(provider.headers(endpoint), request.headers)
  assert.deepEqual(onWire(provider.body(prompt, parameters)), request.body)
  if (answer) assert.deepEqual(onWire(provider.answer(answer.json)), answer.is)
  for (const { data, event, is } of chunks) {
    assert.deepEqual(onWire(provider.chunk(data, event)), is, data)
  }
}

for (const [dialect, provider] of Object.entries(PROVIDERS)) {
  const cases = casesOf(dialect)
  for (const one of cases) test(`${dialect}: ${one.name}`, () => play(provider, one))

  test(`${dialect}: every form of prompt that it can send has a case`, () => {
    const shown = new Set(cases.map(({ prompt }) => prompt.form))
    assert.deepEqual(
      provider.forms.filter((form) => !shown.has(form)),
      [],
    )
  })
}
