// POST /v2/code/completions, and its alias /v2/completions for direct connections.
import type { FastifyInstance } from 'fastify'
import { CompletionsAnswer, CompletionsBody, isOn, optionalPromptIn } from '../../protocol/index.ts'
import type { Caller } from '../auth/auth.ts'
import { refusedBody } from '../body.ts'
import { clientGone } from '../client.ts'
import { requireGrant } from '../grants.ts'
import type { LastNamed } from '../selection/last-named.ts'
import type { NamedModel } from '../selection/named-model.ts'
import type { Router } from '../selection/router.ts'
import { textStream } from '../streams.ts'
import type { Suggester } from '../suggest.ts'
import { noteFor } from '../verbose-log.ts'
import { flatModel } from './flat-model.ts'
import { suggestionRequest } from './request.ts'
import { routed } from './routed.ts'
import { textCompletion } from './text-completion.ts'

const REFUSAL = {
  message: 'Unauthorized to access code completions',
  allowsOwnTokens: true,
} as const

export function codeCompletions(
  app: FastifyInstance,
  { suggester, router, lastNamed }: { suggester: Suggester; router: Router; lastNamed: LastNamed },
): void {
  const schema = {
    summary: 'One suggestion for a file cut at the cursor',
    body: CompletionsBody,
    response: { 200: CompletionsAnswer },
  }
  // A configured model comes before the one that GitLab named last.
  const modelFor = (caller: Caller, named: NamedModel | undefined) =>
    router.isConfigured ? named : lastNamed.resolve(caller, named)
  for (const url of ['/v2/code/completions', '/v2/completions']) {
    app.post<{ Body: CompletionsBody }>(url, { schema }, async (request, reply) => {
      const { body } = request
      const { problems } = optionalPromptIn(body)
      if (problems) throw refusedBody(problems)
      requireGrant(request.caller, 'complete_code', REFUSAL)
      const { current_file: file } = body
      const wanted = suggestionRequest({
        kind: 'completion',
        file_name: file.file_name,
        language_identifier: file.language_identifier,
        content_above_cursor: file.content_above_cursor,
        content_below_cursor: file.content_below_cursor,
        context: body.context,
        choices_count: body.choices_count,
        namedModel: modelFor(request.caller, flatModel(body)),
        note: noteFor(request),
      })
      const signal = clientGone(reply.raw)
      const asked = routed(router, wanted, { request, reply })
      if (isOn(body.stream)) return suggester.stream(asked, signal, textStream(reply))
      const suggestion = await suggester.whole(asked, signal)
      request.usage = suggestion.usage
      return textCompletion(suggestion, wanted, request)
    })
  }
}
