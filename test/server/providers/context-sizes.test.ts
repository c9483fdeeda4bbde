// Ollama loads a model anew for another context size: steps are coarse, and never go down.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LocatedDeployment } from '../../../server/model-servers.ts'
import { FAMILIES } from '../../../server/prompts/families.ts'
import type { ModelLimits } from '../../../server/prompts/window.ts'
import { ContextSizes } from '../../../server/providers/context-sizes.ts'
import { OLLAMA } from '../../../server/providers/ollama.ts'
import type { Deployment } from '../../../server/selection/deployment.ts'

const ANSWER_TOKENS = 64

const GIVEN: Deployment = {
  engine: 'litellm',
  name: 'codestral',
  family: FAMILIES.codestral,
  identifier: 'ollama/codestral',
  model: 'codestral',
  baseUrl: 'http://h:11434',
  apiKey: '',
}

function sizes(limits: ModelLimits, ...promptChars: number[]) {
  const contextSizes = new ContextSizes()
  const deployment: LocatedDeployment = { ...GIVEN, given: GIVEN, provider: OLLAMA, limits }
  return promptChars.map((chars) =>
    contextSizes.sizeFor(
      deployment,
      { form: 'text', text: 'x'.repeat(chars), stop: [] },
      ANSWER_TOKENS,
    ),
  )
}

test('one step holds a usual file, and longer ones move it up for good', () => {
  assert.deepEqual(sizes({}, 10, 20_000, 30_000, 10, 90_000), [8192, 8192, 16384, 16384, 32_000])
})

test('it never exceeds what the model was trained for', () => {
  assert.deepEqual(sizes({ windowTokens: 4096 }, 10, 100_000), [4096, 4096])
})

test("an administrator's own size stays", () => {
  assert.deepEqual(sizes({ windowTokens: 16384, setTokens: 16384 }, 10), [undefined])
})
