// POST /v1/prompts/{id} and /v2/prompts/{id}: GitLab's test of a model's connection, and suggestions by prompt id.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import semver from 'semver'
import { GatewayError, isOn, PromptBody } from '../../protocol/index.ts'
import { clientGone } from '../client.ts'
import { type DiagnosisParts, diagnose } from '../diagnosis.ts'
import { EMBEDDED_MODEL } from '../embedded.ts'
import { requireGrant } from '../grants.ts'
import type { ModelClient, Question } from '../model-client.ts'
import {
  ANSWER_WITHIN_MS,
  fillPrompt,
  PROMPT_VERSION,
  SERVED_PROMPTS,
  type ServedPrompt,
} from '../prompts/served-prompts.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import { askedBy, CHAT } from '../selection/asker.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { Router } from '../selection/router.ts'
import { recordStream, textStream } from '../streams.ts'
import { noteFor } from '../verbose-log.ts'
import { nestedModel } from './nested-model.ts'

interface Parts {
  router: Router
  client: ModelClient
  diagnosis: DiagnosisParts
}
type Request = FastifyRequest<{ Params: { '*': string }; Body: PromptBody }>

export function prompts(app: FastifyInstance, parts: Parts): void {
  for (const version of ['v1', 'v2'] as const) {
    app.post<{ Params: { '*': string }; Body: PromptBody }>(
      `/${version}/prompts/*`,
      { schema: { summary: 'A prompt by its id', body: PromptBody } },
      (request, reply) => answerPrompt(version, { request, reply, parts }),
    )
  }
}

async function answerPrompt(
  version: 'v1' | 'v2',
  { request, reply, parts }: { request: Request; reply: FastifyReply; parts: Parts },
): Promise<unknown> {
  const id = request.params['*']
  const prompt = servedPrompt(id, request.body.prompt_version ?? `^${PROMPT_VERSION}`)
  const deployment = chosenModel(request, parts)
  requireGrant(request.caller, prompt.grant, { message: `Unauthorized to access '${id}'` })
  if (!deployment) throw noModel()
  const { family } = deployment
  const question: Question = {
    prompt: fillPrompt(prompt, family, request.body.inputs),
    maxTokens: prompt.maxTokens(family),
    choices: 1,
    note: noteFor(request),
    answerWithinMs: ANSWER_WITHIN_MS,
  }
  const signal = clientGone(reply.raw)
  try {
    if (isOn(request.body.stream)) {
      const out =
        version === 'v1'
          ? textStream(reply)
          : recordStream(reply, { chunk: (content) => ({ content }) })
      return await parts.client.streamAsIs(deployment, question, signal, out)
    }
    const answer = await parts.client.whole(deployment, question, signal)
    request.usage = answer.usage
    return inWords(version, deployment, answer)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const reason = await diagnose(error, deployment, parts.diagnosis, signal)
    throw new GatewayError('model_refused', reason, { cause: error })
  }
}

/** Here GitLab shows an administrator what is in a list, and "Unknown error" for a plain text. */
function chosenModel(request: Request, { router }: Parts) {
  try {
    const { facts, asker } = askedBy(request, CHAT)
    return router.model(nestedModel(request.body.model_metadata), facts, asker.user)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.problems) throw error
    const { code, message: msg } = error
    const problems = [{ loc: ['body', 'model_metadata'], msg, type: code }]
    throw new GatewayError(code, msg, { cause: error, problems })
  }
}

function servedPrompt(id: string, range: string): ServedPrompt {
  const prompt = SERVED_PROMPTS[id]
  if (!prompt) {
    throw new GatewayError('unknown_prompt', `Failed to load prompt definition for '${id}'`)
  }
  if (semver.validRange(range) === null) {
    throw new GatewayError('invalid_request', 'Invalid version constraint')
  }
  if (!semver.satisfies(PROMPT_VERSION, range)) {
    const available = `(available: ['${PROMPT_VERSION}'])`
    throw new GatewayError('unknown_prompt', `No version matching '${range}' ${available}`)
  }
  return prompt
}

/** Version 1 answers with a bare JSON text. */
function inWords(version: 'v1' | 'v2', { model }: Deployment, answer: ModelAnswer): unknown {
  const content = answer.choices[0]?.text ?? ''
  if (version === 'v1') return JSON.stringify(content)
  const { usage } = answer
  return {
    content,
    ...(usage
      ? {
          usage: {
            [model]: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
          },
        }
      : {}),
  }
}

function noModel(): GatewayError {
  const msg = `Prompts need a model, and none is named or configured (only the ${EMBEDDED_MODEL.name} engine is)`
  return new GatewayError('invalid_request', msg, {
    problems: [{ loc: ['body', 'model_metadata'], msg, type: 'missing' }],
  })
}
