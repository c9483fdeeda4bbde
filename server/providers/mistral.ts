// Mistral's own API, and Codestral's: POST /v1/fim/completions, POST /v1/chat/completions.
// https://docs.mistral.ai/api/endpoint/fim and …/chat, and its client's docs/sdks/fim/README.md; read 2026-11-21.
import { rootOf } from './base-url.ts'
import { messagesOf } from './nearest-form.ts'
import { basicParameters, OPENAI } from './openai.ts'
import type { Provider } from './provider.ts'

/**
 * The server marks the gap itself. It answers both paths in the words of a chat, streams count tokens unasked,
 * and a parameter that it does not know (`stream_options`, `n` beside a gap) is a 422.
 */
export const MISTRAL: Provider = {
  ...OPENAI,
  forms: ['gap', 'chat'],
  url: ({ baseUrl }, { form }) =>
    `${rootOf(baseUrl)}/v1${form === 'gap' ? '/fim/completions' : '/chat/completions'}`,
  body: (prompt, parameters) => ({
    ...(prompt.form === 'gap'
      ? { prompt: prompt.prefix, suffix: prompt.suffix }
      : { messages: messagesOf(prompt) }),
    ...basicParameters(prompt, parameters),
  }),
}
