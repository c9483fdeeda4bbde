import type { Prompt } from '../prompts/prompt.ts'
import type { Provider } from './provider.ts'

/** A server that marks gaps itself, and takes no text that is marked, is sent the gap. */
export function formFor({ forms }: Pick<Provider, 'forms'>, prompt: Prompt): Prompt {
  const isForeign = prompt.form === 'text' && !forms.includes('text') && forms.includes('gap')
  return isForeign && prompt.gap ? { form: 'gap', ...prompt.gap, stop: prompt.stop } : prompt
}
