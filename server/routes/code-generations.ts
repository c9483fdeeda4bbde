// POST /v2/code/generations: generations of GitLab 17.1 to early 18.
import type { FastifyInstance } from 'fastify'
import { CompletionsAnswer, GatewayError, GenerationsBody, isOn } from '../../protocol/index.ts'
import { clientGone } from '../client.ts'
import { flagsOf } from '../feature-flags.ts'
import { requireGrant } from '../grants.ts'
import type { Message } from '../prompts/prompt.ts'
import type { Router } from '../selection/router.ts'
import { textStream } from '../streams.ts'
import type { Suggester } from '../suggest.ts'
import { type AnsweringModel, type Instruction, NO_INSTRUCTION } from '../suggestion.ts'
import { noteFor } from '../verbose-log.ts'
import { flatModel } from './flat-model.ts'
import { suggestionRequest } from './request.ts'
import { routed } from './routed.ts'
import { textCompletion } from './text-completion.ts'

const REFUSAL = { message: 'Unauthorized to access code generations' }

export function codeGenerations(
  app: FastifyInstance,
  { suggester, router }: { suggester: Suggester; router: Router },
): void {
  const schema = {
    summary: 'Longer code from an instruction',
    body: GenerationsBody,
    response: { 200: CompletionsAnswer },
  }
  app.post<{ Body: GenerationsBody }>(
    '/v2/code/generations',
    { schema },
    async (request, reply) => {
      requireGrant(request.caller, 'generate_code', REFUSAL)
      const { body } = request
      const wanted = suggestionRequest({
        kind: 'generation',
        ...body.current_file,
        context: body.context,
        instruction: instructionOf(body),
        namedModel: flatModel(body),
        note: noteFor(request),
      })
      const signal = clientGone(reply.raw)
      const asked = routed(router, wanted, { request, reply })
      if (isOn(body.stream)) return suggester.stream(asked, signal, textStream(reply))
      const suggestion = await suggester.whole(asked, signal)
      request.usage = suggestion.usage
      const model = nameAsGitlab(suggestion.model, usesOwnPrompt(body))
      return textCompletion({ ...suggestion, model }, wanted, flagsOf(request))
    },
  )
}

/** GitLab 17.4 called `prompt_id` `agent_id`. */
const usesOwnPrompt = (body: GenerationsBody): boolean => Boolean(body.prompt_id ?? body.agent_id)

/** With a prompt id the gateway writes the prompt and `prompt` is the user's words; without, it is the prompt. */
function instructionOf(body: GenerationsBody): Instruction {
  const prompt = promptOf(body)
  if (usesOwnPrompt(body)) {
    return { ...NO_INSTRUCTION, text: typeof prompt === 'string' ? prompt : '' }
  }
  if (prompt === '') return NO_INSTRUCTION
  const messages: Message[] =
    typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt
  return { ...NO_INSTRUCTION, messages }
}

/** What `prompt` must be hangs on its version; version 1 has none. */
function promptOf({ prompt_version: version, prompt }: GenerationsBody): string | Message[] {
  if (version === 1) return ''
  const wanted = version === 2 ? 'string' : 'array'
  const isWanted = version === 2 ? typeof prompt === 'string' : Array.isArray(prompt)
  if (isWanted && prompt != null) return prompt
  const msg = prompt == null ? 'Field required' : `Input must be ${wanted}`
  throw new GatewayError('invalid_request', `body.prompt: ${msg}`, {
    problems: [{ loc: ['body', 'prompt'], msg, type: prompt == null ? 'missing' : 'type' }],
  })
}

function nameAsGitlab(model: AnsweringModel, usesTitle: boolean): AnsweringModel {
  if (!model.title) return model
  return usesTitle
    ? { engine: 'agent', name: model.title }
    : { engine: model.engine, name: `custom_openai/${model.name}` }
}
