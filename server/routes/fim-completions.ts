// POST /v1/fim/completions: completions for editors that know Mistral's API and nothing of ours.
import type { FastifyInstance } from 'fastify'
import { FimAnswer, FimBody, isOn } from '../../protocol/index.ts'
import { clientGone } from '../client.ts'
import { requireGrant } from '../grants.ts'
import type { LastNamed } from '../selection/last-named.ts'
import type { Router } from '../selection/router.ts'
import { dataStream } from '../streams.ts'
import type { Suggester } from '../suggest.ts'
import type { SuggestionRequest } from '../suggestion.ts'
import { noteFor } from '../verbose-log.ts'
import { fimAnswer, fimEvents } from './fim-words.ts'
import { suggestionRequest } from './request.ts'
import { routed } from './routed.ts'

const REFUSAL = {
  message: 'Unauthorized to access code completions',
  allowsOwnTokens: true,
} as const

export function fimCompletions(
  app: FastifyInstance,
  { suggester, router, lastNamed }: { suggester: Suggester; router: Router; lastNamed: LastNamed },
): void {
  const schema = {
    summary: "One suggestion for a gap, in the words of Mistral's API",
    body: FimBody,
    response: { 200: FimAnswer },
  }
  app.post<{ Body: FimBody }>('/v1/fim/completions', { schema }, async (request, reply) => {
    requireGrant(request.caller, 'complete_code', REFUSAL)
    const { body, caller } = request
    const wanted: SuggestionRequest = {
      ...suggestionRequest({
        kind: 'completion',
        // These editors do not say it.
        file_name: '',
        language_identifier: languageNamedIn(body.prompt),
        content_above_cursor: body.prompt,
        content_below_cursor: body.suffix,
        // A configured model comes before the one that GitLab named last; the body's chooses nothing.
        namedModel: router.isConfigured ? undefined : lastNamed.resolve(caller, undefined),
        note: noteFor(request),
      }),
      maxTokens: body.max_tokens ?? undefined,
      stop: stopsIn(body.stop),
    }
    const model = body.model ?? undefined
    const signal = clientGone(reply.raw)
    const asked = routed(router, wanted, { request, reply })
    if (isOn(body.stream)) {
      return suggester.stream(asked, signal, dataStream(reply, fimEvents(model)))
    }
    const suggestion = await suggester.whole(asked, signal)
    request.usage = suggestion.usage
    return fimAnswer(suggestion, model)
  })
}

/** Some editors say the language in a comment above the code: `# language: python`. */
const languageNamedIn = (prompt: string): string | undefined =>
  /^[^\w\n]{1,8}language: ([\w.+#-]+)/.exec(prompt)?.[1]

/** An empty one would end every text before it begins. */
const stopsIn = (stop: FimBody['stop']): string[] => [stop ?? []].flat().filter((one) => one !== '')
