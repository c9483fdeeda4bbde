// Requests as GitLab and our language server send them.
import type { FakeUpstream } from './fake-upstream.ts'

export interface CodeAtCursor {
  fileName?: string
  above: string
  below?: string
}

/** `/v2/code/completions` */
export const completionBody = (
  { fileName = 'main.py', above, below = '' }: CodeAtCursor,
  rest: object = {},
) => ({
  prompt_version: 1,
  current_file: {
    file_name: fileName,
    content_above_cursor: above,
    content_below_cursor: below,
  },
  ...rest,
})

/** `/v4/code/suggestions` */
export const suggestionBody = (
  { fileName = 'main.py', above, below = '' }: CodeAtCursor,
  rest: { stream?: boolean; kind?: 'completion' | 'generation'; [member: string]: unknown } = {},
) => {
  const { stream = false, kind = 'completion', ...members } = rest
  return {
    prompt_components: [
      {
        type: `code_editor_${kind}`,
        payload: {
          file_name: fileName,
          content_above_cursor: above,
          content_below_cursor: below,
          stream,
        },
      },
    ],
    ...members,
  }
}

/** The members with which a `/v2` request names its model. */
export const flatModel = (upstream: FakeUpstream, family: string) => ({
  model_provider: 'litellm',
  model_name: family,
  model_endpoint: upstream.url,
  model_api_key: 'secret-key',
  model_identifier: `custom_openai/served-${family}`,
})

/** `model_metadata` of a `/v4` request. */
export const nestedModel = (upstream: FakeUpstream, family: string) => ({
  model_metadata: {
    provider: 'openai',
    name: family,
    endpoint: upstream.url,
    api_key: 'secret-key',
    identifier: `custom_openai/served-${family}`,
  },
})

export const post = (url: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  })

/** The JSON of an answer, taken at its word: what is in it is for the test to find out. */
export const jsonOf = async <T>(answer: Response | Promise<Response>): Promise<T> =>
  (await (await answer).json()) as T

export interface ErrorAnswer {
  code: string
  message: string
  error?: string
  detail: string | { loc: (string | number)[]; msg: string; type: string }[]
}
