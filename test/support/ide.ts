// An IDE with a direct connection: it asks the gateway itself, with what GitLab gave it for that.
import type { DirectAccess } from './fake-rails.ts'
import type { RailsRequest } from './rails-payloads.ts'
import type { Workhorse } from './workhorse.ts'

export interface Ide {
  /** The text that it would show. Rejects when there is none within 5 s: it then asks GitLab instead. */
  complete(code: { fileName: string; above: string; below: string }): Promise<string>
}

const GIVES_UP_AFTER_MS = 5_000
const RENEWS_BEFORE_END_MS = 40_000

export function startIde(
  askGitlab: () => Promise<DirectAccess>,
  now: () => number = Date.now,
): Ide {
  let access: DirectAccess | undefined
  return {
    async complete({ fileName, above, below }) {
      if (!access || access.expiresAt * 1_000 - now() < RENEWS_BEFORE_END_MS) {
        access = await askGitlab()
      }
      const answer = await fetch(`${access.baseUrl}/v2/completions`, {
        method: 'POST',
        headers: {
          ...access.headers,
          Authorization: `Bearer ${access.token}`,
          'Content-Type': ' application/json',
        },
        // It names no model: GitLab has told it none.
        body: JSON.stringify({
          prompt_version: 1,
          project_path: 'g/app',
          project_id: -1,
          current_file: {
            file_name: fileName,
            content_above_cursor: above,
            content_below_cursor: below,
          },
          choices_count: 1,
          intent: 'completion',
        }),
        signal: AbortSignal.timeout(GIVES_UP_AFTER_MS),
      })
      if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`)
      const { choices } = (await answer.json()) as { choices: { text: string }[] }
      return choices[0]?.text ?? ''
    },
  }
}

/** Asks GitLab for a suggestion. What GitLab would know by itself, its version and the model, travels along. */
export const askThrough = (
  proxy: Workhorse,
  request: RailsRequest,
  signal?: AbortSignal,
): Promise<Response> =>
  fetch(`${proxy.url}/api/v4/code_suggestions/completions`, {
    method: 'POST',
    body: JSON.stringify(request),
    ...(signal ? { signal } : {}),
  })

/** What an IDE would show of an answer of GitLab, whichever of the three forms it has. */
export function suggestionIn({ headers }: Response, text: string): string {
  if (headers.get('content-type')?.startsWith('application/json')) {
    return JSON.parse(text).choices[0].text
  }
  if (headers.get('x-streaming-format') !== 'sse') return text
  if (!text.endsWith('event: stream_end\r\ndata: null\r\n\r\n')) {
    throw new Error(`the stream broke: ${text}`)
  }
  return [...text.matchAll(/^event: content_chunk\r\ndata: (.*)\r$/gm)]
    .map(([, data = '']) => JSON.parse(data).choices[0].delta.content)
    .join('')
}
