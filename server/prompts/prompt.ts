/** What is sent to a model: a gap for servers that mark it themselves, text to continue, or messages to answer. */
export type Prompt =
  | { form: 'gap'; prefix: string; suffix: string; stop: readonly string[] }
  | { form: 'text'; text: string; stop: readonly string[] }
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
  /** Snippets of other places, then the text before the cursor. */
  prefix: string
  suffix: string
}
