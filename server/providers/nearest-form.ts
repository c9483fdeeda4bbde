// A prompt in a form that a dialect has no words for, in the nearest that it has. `forms` is asked before,
// so that this is for what nothing better exists for.
import type { Message, Prompt } from '../prompts/prompt.ts'

export function messagesOf(prompt: Prompt): Message[] {
  if (prompt.form === 'chat') return prompt.messages
  return [{ role: 'user', content: textOf(prompt) }]
}

/** Without the suffix of a gap: a model that marks no gaps would copy it. */
export function textOf(prompt: Prompt): string {
  if (prompt.form === 'text') return prompt.text
  if (prompt.form === 'gap') return prompt.prefix
  return prompt.messages.map(({ content }) => content).join('\n\n')
}
