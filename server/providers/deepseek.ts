// DeepSeek's own API: POST /beta/completions fills gaps, POST /chat/completions chats.
// https://api-docs.deepseek.com/guides/fim_completion and …/api/create-completion, read in copies 2026-11-21.
import { messagesOf } from './nearest-form.ts'
import { basicParameters, bearer, idsBelow, OPENAI } from './openai.ts'
import type { Provider } from './provider.ts'

/** People enter it with and without either: DeepSeek's own guides do (deepseek-ai/awesome-deepseek-integration#592). */
const TAIL = /(?:\/+(?:beta|v1|(?:chat\/)?completions))*\/*$/
const rootOf = ({ baseUrl }: { baseUrl: string }): string => baseUrl.replace(TAIL, '')

/** Its `/v1/completions` is a 400 that sends to `/beta`; marks of a gap in the prompt are plain text to it. */
export const DEEPSEEK: Provider = {
  ...OPENAI,
  forms: ['gap', 'chat'],
  givesChoices: false,
  url: (endpoint, { form }) =>
    rootOf(endpoint) + (form === 'gap' ? '/beta/completions' : '/chat/completions'),
  headers: bearer,
  listing: idsBelow(rootOf),
  body: (prompt, parameters) => ({
    ...(prompt.form === 'gap'
      ? { prompt: prompt.prefix, suffix: prompt.suffix }
      : { messages: messagesOf(prompt) }),
    ...basicParameters(prompt, parameters),
    stream_options: parameters.stream ? { include_usage: true } : undefined,
  }),
}
