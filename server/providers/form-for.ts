import type { Prompt } from '../prompts/prompt.ts'
import { messagesOf } from './nearest-form.ts'
import type { Provider } from './provider.ts'

type Forms = Pick<Provider, 'forms'>

/** A server that marks gaps itself, and takes no text that is marked, is sent the gap. */
export function formFor({ forms }: Forms, prompt: Prompt): Prompt {
  const isForeign = prompt.form === 'text' && !forms.includes('text') && forms.includes('gap')
  return isForeign && prompt.gap ? { form: 'gap', ...prompt.gap, stop: prompt.stop } : prompt
}

/** For a server that only chats: marked text as a message, which models of those families still complete. */
export const chatFor = (prompt: Prompt): Prompt =>
  prompt.form === 'text'
    ? { form: 'chat', messages: messagesOf(prompt), stop: prompt.stop }
    : prompt

/** Whether a refusal of the path may mean that the server only chats. */
export const isSentAsText = ({ forms }: Forms, prompt: Prompt): boolean =>
  prompt.form === 'text' && forms.includes('text') && forms.includes('chat')
