// POST /v2/chat/agent and /v1/chat/agent: plain answers of a self-hosted model; no tools.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ChatAgentBody, ChatPromptBody, GatewayError, isOn } from '../../protocol/index.ts'
import type { Caller } from '../auth/auth.ts'
import { clientGone } from '../client.ts'
import type { PlainAnswers, PlainQuestion } from '../plain-answers.ts'
import type { Message } from '../prompts/prompt.ts'
import type { NamedModel } from '../selection/named-model.ts'
import type { Router } from '../selection/router.ts'
import { recordStream, textStream } from '../streams.ts'
import { noteFor } from '../verbose-log.ts'
import { flatModel } from './flat-model.ts'
import { nestedModel } from './nested-model.ts'
import { nowSeconds } from './request.ts'
import { routedChat } from './routed.ts'

interface Parts {
  router: Router
  answers: PlainAnswers
}

const MAX_ANSWER_TOKENS = 2_048

/** Any of these lets a caller chat: GitLab renamed the feature, and its troubleshooting guide uses another's token. */
const CHAT_GRANTS = ['duo_classic_chat', 'duo_chat', 'complete_code']

export function chatAgent(app: FastifyInstance, parts: Parts): void {
  app.post<{ Body: ChatAgentBody }>(
    '/v2/chat/agent',
    { schema: { summary: 'General chat, streamed as JSON lines', body: ChatAgentBody } },
    async (request, reply) => {
      const { body, caller } = request
      requireChat(caller)
      const messages = body.messages.flatMap(({ role, content }) =>
        content ? [{ role, content }] : [],
      )
      const named = nestedModel(body.model_metadata)
      const asked = asking(named, messages, { request, reply, parts })
      const out = recordStream(reply, AGENT_EVENTS)
      return parts.answers.stream(asked, clientGone(reply.raw), out)
    },
  )
  app.post<{ Body: ChatPromptBody }>(
    '/v1/chat/agent',
    { schema: { summary: 'One question, answered as JSON', body: ChatPromptBody } },
    async (request, reply) => {
      const { body, caller } = request
      requireChat(caller)
      const [component] = body.prompt_components
      if (!component) throw new GatewayError('invalid_request', 'prompt_components is empty')
      const { payload } = component
      const messages = messagesOf(payload.content)
      const asked = asking(modelInPayload(payload), messages, { request, reply, parts })
      const signal = clientGone(reply.raw)
      if (isOn(body.stream)) return parts.answers.stream(asked, signal, textStream(reply))
      const { answer, deployment } = await parts.answers.whole(asked, signal)
      request.usage = answer.usage
      return {
        response: answer.choices[0]?.text ?? '',
        metadata: {
          provider: payload.provider ?? deployment.engine,
          model: payload.model ?? deployment.name,
          timestamp: nowSeconds(),
        },
      }
    },
  )
}

/** One JSON object a line; the last delta says that the answer is whole. */
const AGENT_EVENTS = {
  contentType: 'application/x-ndjson; charset=utf-8',
  chunk: (text: string) => ({ type: 'final_answer_delta', data: { text } }),
  end: () => ({ type: 'final_answer_delta', data: { text: '', finish_reason: 'stop' } }),
  fail: ({ message }: { message: string }) => ({
    type: 'error',
    data: { message, retryable: true },
  }),
}

function requireChat(caller: Caller): void {
  const mayChat = CHAT_GRANTS.some((grant) => caller.mayUse(grant))
  if (caller.isSelfIssued || !mayChat) {
    throw new GatewayError('forbidden', 'Unauthorized to access duo chat')
  }
}

function asking(
  named: NamedModel | undefined,
  messages: Message[],
  { request, reply, parts }: { request: FastifyRequest; reply: FastifyReply; parts: Parts },
): PlainQuestion {
  const routed = routedChat(parts.router, named, { request, reply })
  if (!routed) {
    throw new GatewayError('invalid_request', 'Chat needs a model, and none is named or configured')
  }
  const note = noteFor(request)
  return {
    ...routed,
    questionFor: ({ family }) => ({
      prompt: { form: 'chat', messages, stop: family.stop },
      maxTokens: MAX_ANSWER_TOKENS,
      choices: 1,
      note,
    }),
  }
}

const messagesOf = (content: string | Message[]): Message[] =>
  typeof content === 'string' ? [{ role: 'user', content }] : content

/** A provider alone names no model server: the configured one answers. */
function modelInPayload(payload: ChatPromptBody['prompt_components'][number]['payload']) {
  if (!payload.model_endpoint) return undefined
  return flatModel({
    model_provider: 'litellm',
    model_name: payload.model,
    model_endpoint: payload.model_endpoint,
    model_api_key: payload.model_api_key,
    model_identifier: payload.model_identifier,
  })
}
