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
