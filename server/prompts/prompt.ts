/** Text on both sides of the cursor. */
export interface Gap {
  prefix: string
  suffix: string
}

/** What is sent to a model: a gap for servers that mark it themselves, text to continue, or messages to answer. */
export type Prompt =
  | (Gap & { form: 'gap'; stop: readonly string[] })
  /** `gap` is what the text marks, for servers that take no marked text. */
  | { form: 'text'; text: string; gap?: Gap; stop: readonly string[] }
  | { form: 'chat'; messages: Message[]; stop: readonly string[] }

export type PromptForm = Prompt['form']

/** In characters, without what the server adds. */
export function lengthOf(prompt: Prompt): number {
  if (prompt.form === 'text') return prompt.text.length
  if (prompt.form === 'gap') return prompt.prefix.length + prompt.suffix.length
  return prompt.messages.reduce((sum, { content }) => sum + content.length, 0)
}

export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** The gap to fill, already trimmed to budget. */
export interface Hole {
  fileName: string
  /** Id of the language, e.g. `typescript`; empty when unknown. */
  language: string
  prefix: string
  suffix: string
}
