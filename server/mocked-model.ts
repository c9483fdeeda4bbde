// What stands for every model where the configuration says so.
import type { StreamParts } from './model-client.ts'
import type { ModelAnswer } from './providers/provider.ts'

export const MOCK_ANSWER: ModelAnswer = {
  choices: [{ text: 'mocked model response', finishReason: 'stop' }],
  usage: undefined,
}

export function streamMock({ id, model, steps, out }: StreamParts): void {
  out.begin(id, model, () => {})
  for (const { text } of MOCK_ANSWER.choices) out.chunk(steps.push(text) + steps.end())
  out.end()
}
