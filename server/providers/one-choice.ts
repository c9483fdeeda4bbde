import { parseJson } from './parse-json.ts'
import type { ModelAnswer, ModelChunk } from './provider.ts'

/** Answer and chunk of dialects whose whole answer is one object, of the same shape as a piece of a stream. */
export const oneChoice = (read: (json: unknown) => ModelChunk | undefined) => ({
  answer(json: unknown): ModelAnswer | undefined {
    const piece = read(json)
    if (!piece) return undefined
    const { text, finishReason = 'stop', usage } = piece
    return { choices: [{ text, finishReason }], usage }
  },
  chunk: (data: string): ModelChunk | undefined => read(parseJson(data)),
})
