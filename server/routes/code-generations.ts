// POST /v2/code/generations: generations of GitLab 17.1 to early 18.
import type { FastifyInstance } from 'fastify'
import {
  CompletionsAnswer,
  GenerationsBody,
  type GivenPrompt,
  isOn,
  promptIn,
} from '../../protocol/index.ts'
import { refusedBody } from '../body.ts'
import { clientGone } from '../client.ts'
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
      const { body } = request
      const { value: prompt, problems } = promptIn(body)
      if (problems) throw refusedBody(problems)
      requireGrant(request.caller, 'generate_code', REFUSAL)
      const isOwnPrompt = usesOwnPrompt(body)
      const wanted = suggestionRequest({
        kind: 'generation',
        ...body.current_file,
        context: body.context,
        instruction: instructionOf(prompt ?? '', isOwnPrompt),
        namedModel: flatModel(body),
        note: noteFor(request),
      })
      const signal = clientGone(reply.raw)
      const asked = routed(router, wanted, { request, reply })
      if (isOn(body.stream)) return suggester.stream(asked, signal, textStream(reply))
      const suggestion = await suggester.whole(asked, signal)
      request.usage = suggestion.usage
      const model = nameAsGitlab(suggestion.model, isOwnPrompt)
      return textCompletion({ ...suggestion, model }, wanted, request)
    },
  )
}

/** GitLab 17.4 called `prompt_id` `agent_id`. */
const usesOwnPrompt = (body: GenerationsBody): boolean => Boolean(body.prompt_id ?? body.agent_id)

/** With a prompt id the gateway writes the prompt and `prompt` is the user's words; without, it is the prompt. */
function instructionOf(prompt: GivenPrompt, isOwnPrompt: boolean): Instruction {
  if (isOwnPrompt) {
    return { ...NO_INSTRUCTION, text: typeof prompt === 'string' ? prompt : '' }
  }
  if (prompt === '') return NO_INSTRUCTION
  const messages: Message[] =
    typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt
  return { ...NO_INSTRUCTION, messages }
}

function nameAsGitlab(model: AnsweringModel, usesTitle: boolean): AnsweringModel {
  if (!model.title) return model
  return usesTitle
    ? { engine: 'agent', name: model.title }
    : { engine: model.engine, name: `custom_openai/${model.name}` }
}
