// What stands for every model where the configuration says so.
import type { ModelAnswer } from './providers/provider.ts'
import type { ModelEar } from './stream-relay.ts'

export const MOCK_ANSWER: ModelAnswer = {
  choices: [{ text: 'mocked model response', finishReason: 'stop' }],
  usage: undefined,
}

export function sayMock(ear: ModelEar): void {
  ear.open()
  for (const { text } of MOCK_ANSWER.choices) ear.text(text)
  ear.end()
}
