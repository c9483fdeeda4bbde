// POST /v1/prompts/{id} and /v2/prompts/{id}: GitLab's test of a model's connection, and suggestions by prompt id.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import semver from 'semver'
import { GatewayError, isOn, PromptBody } from '../../protocol/index.ts'
import { clientGone } from '../client.ts'
import { type DiagnosisParts, diagnose } from '../diagnosis.ts'
import { EMBEDDED_MODEL } from '../embedded.ts'
import { requireGrant } from '../grants.ts'
import type { PlainAnswers, PlainQuestion } from '../plain-answers.ts'
import {
  ANSWER_WITHIN_MS,
  checkInputs,
  fillPrompt,
  PROMPT_VERSION,
  SERVED_PROMPTS,
  type ServedPrompt,
} from '../prompts/served-prompts.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { Asker, Route } from '../selection/route.ts'
import type { Router } from '../selection/router.ts'
import { EVENT_STREAM, recordStream, textStream } from '../streams.ts'
import { noteFor } from '../verbose-log.ts'
import { nestedModel } from './nested-model.ts'
import { routedChat } from './routed.ts'

interface Parts {
  router: Router
  answers: PlainAnswers
  diagnosis: DiagnosisParts
}
type Request = FastifyRequest<{ Params: { '*': string }; Body: PromptBody }>
interface Exchange {
  request: Request
  reply: FastifyReply
  parts: Parts
}

export function prompts(app: FastifyInstance, parts: Parts): void {
  for (const version of ['v1', 'v2'] as const) {
    app.post<{ Params: { '*': string }; Body: PromptBody }>(
      `/${version}/prompts/*`,
      { schema: { summary: 'A prompt by its id', body: PromptBody } },
      (request, reply) => answerPrompt(version, { request, reply, parts }),
    )
  }
}

/** Lines of JSON, and called events all the same: so GitLab's gateway names them. */
const CONTENT_RECORDS = {
  contentType: EVENT_STREAM,
  chunk: (content: string) => ({ content }),
}

async function answerPrompt(
  version: 'v1' | 'v2',
  { request, reply, parts }: Exchange,
): Promise<unknown> {
  const id = request.params['*']
  const prompt = servedPrompt(id, request.body.prompt_version ?? `^${PROMPT_VERSION}`)
  const routed = chosenModel({ request, reply, parts })
  requireGrant(request.caller, prompt.grant, { message: `Unauthorized to access '${id}'` })
  if (!routed) throw noModel()
  checkInputs(prompt, request.body.inputs)
  const asked = asking(prompt, request, routed)
  const signal = clientGone(reply.raw)
  try {
    if (isOn(request.body.stream)) {
      const out = version === 'v1' ? textStream(reply) : recordStream(reply, CONTENT_RECORDS)
      return await parts.answers.stream(asked, signal, out)
    }
    const { answer, deployment } = await parts.answers.whole(asked, signal)
    request.usage = answer.usage
    return inWords(version, deployment, answer)
  } catch (error) {
    const [first] = routed.route.chain[0]?.replicas ?? []
    if (!(error instanceof GatewayError) || !first) throw error
    const reason = await diagnose(error, first, parts.diagnosis, signal)
    throw new GatewayError('model_refused', reason, { cause: error })
  }
}

function asking(
  prompt: ServedPrompt,
  request: Request,
  { route, asker }: { route: Route; asker: Asker },
): PlainQuestion {
  const { inputs } = request.body
  const note = noteFor(request)
  const latest = performance.now() + ANSWER_WITHIN_MS
  const deadlineAt = Math.min(latest, asker.deadlineAt ?? latest)
  return {
    route,
    asker: { ...asker, deadlineAt, isTest: prompt.isTest === true },
    questionFor: ({ family }) => ({
      prompt: fillPrompt(prompt, family, inputs),
      maxTokens: prompt.maxTokens(family),
      choices: 1,
      note,
    }),
  }
}

/** Here GitLab shows an administrator what is in a list, and "Unknown error" for a plain text. */
function chosenModel({ request, reply, parts }: Exchange) {
  try {
    return routedChat(parts.router, nestedModel(request.body.model_metadata), { request, reply })
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
