// Answers of one choice each, asked for at the same time, as one answer of several.
import type { ModelAnswer } from './providers/provider.ts'
import type { Usage } from './suggestion.ts'

/** Fewer choices are better than none: rejects, with the first failure, only when all of them failed. */
export async function together(asked: readonly Promise<ModelAnswer>[]): Promise<ModelAnswer> {
  const settled = await Promise.allSettled(asked)
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  if (answers.length === 0) {
    for (const one of settled) if (one.status === 'rejected') throw one.reason
  }
  return {
    choices: answers.flatMap(({ choices }) => choices),
    usage: answers.map(({ usage }) => usage).reduce(sum, undefined),
  }
}

function sum(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  if (!a || !b) return a ?? b
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  }
}
