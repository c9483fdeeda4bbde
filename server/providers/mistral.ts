// Mistral's own API, and Codestral's: POST /v1/fim/completions, POST /v1/chat/completions.
// github.com/mistralai/client-python: docs/sdks/fim/README.md, docs/models/fimcompletionresponse.md and
// …/chatcompletionchoicefinishreason.md, models/fimcompletionrequest.py; read 2026-11-21.
import { rootOf } from './base-url.ts'
import { messagesOf } from './nearest-form.ts'
import { basicParameters, idsBelow, OPENAI } from './openai.ts'
import type { Provider } from './provider.ts'

/**
 * The server marks the gap itself, and answers both paths in the words of a chat. A parameter that it does not know
 * is a 422 (mistralai/platform-docs-public#7): `stream_options` is one (dnakov/anon-kode#53), and streams count
 * tokens unasked; a gap has no `n`.
 */
export const MISTRAL: Provider = {
  ...OPENAI,
  forms: ['gap', 'chat'],
  givesChoices: false,
  url: ({ baseUrl }, { form }) =>
    `${rootOf(baseUrl)}/v1${form === 'gap' ? '/fim/completions' : '/chat/completions'}`,
  listing: idsBelow(({ baseUrl }) => `${rootOf(baseUrl)}/v1`),
  body: (prompt, parameters) => ({
    ...(prompt.form === 'gap'
      ? { prompt: prompt.prefix, suffix: prompt.suffix }
      : { messages: messagesOf(prompt) }),
    ...basicParameters(prompt, parameters),
  }),
}
