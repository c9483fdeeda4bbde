// Which requests ask the same.
import type { Question } from '../model-client.ts'
import type { Message, Prompt } from '../prompts/prompt.ts'

/** The end of a text differs from key to key; the whole of it is compared only then. */
const TAIL_CHARS = 48

/** Cheap, and equal for equal questions; unequal ones may share it. */
export function fingerprint({ prompt, maxTokens, choices }: Question): string {
  const [text, other] = textsOf(prompt)
  return `${maxTokens}:${choices}:${text.length}:${other.length}:${text.slice(-TAIL_CHARS)}`
}

export function isSameQuestion(one: Question, other: Question): boolean {
  return (
    one.maxTokens === other.maxTokens &&
    one.choices === other.choices &&
    isSamePrompt(one.prompt, other.prompt)
  )
}

function textsOf(prompt: Prompt): [string, string] {
  if (prompt.form === 'text') return [prompt.text, '']
  if (prompt.form === 'gap') return [prompt.prefix, prompt.suffix]
  return [prompt.messages.at(-1)?.content ?? '', prompt.messages[0]?.content ?? '']
}

function isSamePrompt(one: Prompt, other: Prompt): boolean {
  if (one.form === 'text') return other.form === 'text' && one.text === other.text
  if (one.form === 'gap') {
    return other.form === 'gap' && one.prefix === other.prefix && one.suffix === other.suffix
  }
  return other.form === 'chat' && areSameMessages(one.messages, other.messages)
}

const areSameMessages = (ones: readonly Message[], others: readonly Message[]): boolean =>
  ones.length === others.length &&
  ones.every(
    ({ role, content }, at) => role === others[at]?.role && content === others[at]?.content,
  )
