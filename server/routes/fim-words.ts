// A suggestion in the words of /v1/fim/completions, whole and as a stream.
import type { FimAnswer, FimChunk } from '../../protocol/index.ts'
import { EMBEDDED_MODEL } from '../embedded.ts'
import type { EventWords } from '../streams.ts'
import type { AnsweringModel, Suggestion, Usage } from '../suggestion.ts'
import { nowSeconds } from './request.ts'

/** What the client asked for is said again, but the embedded engine never passes as a model. */
const nameOf = ({ name }: AnsweringModel, asked: string | undefined): string =>
  name === EMBEDDED_MODEL.name ? name : (asked ?? name)

export function fimAnswer(suggestion: Suggestion, asked: string | undefined): FimAnswer {
  const [first] = suggestion.choices
  return {
    id: suggestion.id,
    object: 'chat.completion',
    created: nowSeconds(),
    model: nameOf(suggestion.model, asked),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: first?.text ?? '' },
        finish_reason: first?.finishReason === 'length' ? 'length' : 'stop',
      },
    ],
    // Clients do not read an answer without it: zero is for what nobody counted.
    usage: counted(suggestion.usage ?? { inputTokens: 0, outputTokens: 0 }),
  }
}

const counted = ({ inputTokens, outputTokens }: Usage): FimAnswer['usage'] => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
})

export function fimEvents(asked: string | undefined): EventWords {
  const created = nowSeconds()
  let id = ''
  let model = ''
  const chunk = (delta: FimChunk['choices'][number]['delta'], isLast = false): FimChunk => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    choices: [{ index: 0, delta, finish_reason: isLast ? 'stop' : null }],
  })
  return {
    begin(suggestionId, answering) {
      id = suggestionId
      model = nameOf(answering, asked)
      return chunk({ role: 'assistant', content: '' })
    },
    chunk: (content) => chunk({ content }),
    end(usage) {
      const last = chunk({ content: '' }, true)
      return usage ? { ...last, usage: counted(usage) } : last
    },
  }
}
