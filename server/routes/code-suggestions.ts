// POST /v4/code/suggestions and /v3/code/completions: completion or generation, whole or streamed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type AnswerMetadata,
  GatewayError,
  isOn,
  SuggestionsAnswer,
  SuggestionsBody,
} from '../../protocol/index.ts'
import { clientGone } from '../client.ts'
import { flagsOf } from '../feature-flags.ts'
import { requireGrant } from '../grants.ts'
import type { LastNamed } from '../selection/last-named.ts'
import type { Router } from '../selection/router.ts'
import { eventStream, textStream } from '../streams.ts'
import type { Suggester } from '../suggest.ts'
import type { AnsweringModel, Suggestion, SuggestionRequest } from '../suggestion.ts'
import { noteFor } from '../verbose-log.ts'
import { codeAround, enhancedInstruction } from './instruction.ts'
import { nestedModel } from './nested-model.ts'
import { choicesOf, nowSeconds, suggestionRequest } from './request.ts'
import { routed } from './routed.ts'

type Component = SuggestionsBody['prompt_components'][number]
type EditorComponent = Exclude<Component, { type: 'code_context' }>
type Request = FastifyRequest<{ Body: SuggestionsBody }>

const REFUSAL = { message: 'Unauthorized to access code suggestions' }

export function codeSuggestions(
  app: FastifyInstance,
  { suggester, router, lastNamed }: { suggester: Suggester; router: Router; lastNamed: LastNamed },
): void {
  const schema = {
    summary: 'Completion or generation',
    body: SuggestionsBody,
    response: { 200: SuggestionsAnswer },
  }
  const serve = (url: string, streamTo: typeof rawTo) =>
    app.post<{ Body: SuggestionsBody }>(url, { schema }, async (request, reply) => {
      const editor = editorComponent(request.body)
      const isCompletion = editor.type === 'code_editor_completion'
      requireGrant(request.caller, isCompletion ? 'complete_code' : 'generate_code', REFUSAL)
      const wanted = fromRequest(request, editor)
      if (isCompletion) lastNamed.learn(request.caller, wanted.namedModel)
      const asked = routed(router, wanted, { request, reply })
      const signal = clientGone(reply.raw)
      if (isOn(editor.payload.stream)) {
        return suggester.stream(asked, signal, streamTo(reply, request))
      }
      const suggestion = await suggester.whole(asked, signal)
      request.usage = suggestion.usage
      return toAnswer(wanted, suggestion, request)
    })
  serve('/v3/code/completions', rawTo)
  serve('/v4/code/suggestions', eventsTo)
}

const rawTo = (reply: FastifyReply, _request: Request) => textStream(reply)

/** GitLab's gateway names the prompt in streams, and no language. */
const eventsTo = (reply: FastifyReply, request: Request) =>
  eventStream(reply, (model) => ({
    ...metadataOf(titled(model), request),
    region: request.server.region,
  }))

const isEditor = (component: Component): component is EditorComponent =>
  component.type !== 'code_context'

/** The first editor component says what is asked, wherever it stands. */
function editorComponent(body: SuggestionsBody): EditorComponent {
  const editor = body.prompt_components.find(isEditor)
  if (editor) return editor
  const msg = 'One component must be code_editor_completion or code_editor_generation'
  throw new GatewayError('invalid_request', msg, {
    problems: [{ loc: ['body', 'prompt_components'], msg, type: 'missing' }],
  })
}

function fromRequest(request: Request, editor: EditorComponent): SuggestionRequest {
  const { body } = request
  const { payload } = editor
  const components = body.prompt_components.flatMap((component) =>
    component.type === 'code_context' ? [component.payload] : [],
  )
  const isCompletion = editor.type === 'code_editor_completion'
  const code = isCompletion ? editor.payload : codeAround(editor.payload)
  return suggestionRequest({
    kind: isCompletion ? 'completion' : 'generation',
    file_name: payload.file_name,
    language_identifier: payload.language_identifier,
    content_above_cursor: code.content_above_cursor,
    content_below_cursor: code.content_below_cursor,
    choices_count: isCompletion ? editor.payload.choices_count : 1,
    instruction: isCompletion ? undefined : enhancedInstruction(editor.payload),
    context: [...components, ...(body.context ?? [])],
    namedModel: nestedModel(body.model_metadata) ?? cloudModel(editor),
    note: noteFor(request),
  })
}

/** A payload that asks for a vendor's model, and no model server to take its place. */
function cloudModel({ payload }: EditorComponent) {
  const { model_provider: provider } = payload
  if (!provider) return undefined
  const name = payload.model_name ?? ''
  const endpointAt = ['prompt_components', 'payload', 'model_provider']
  return { provider, name, endpoint: '', apiKey: '', identifier: '', endpointAt }
}

function toAnswer(
  wanted: SuggestionRequest,
  suggestion: Suggestion,
  request: Request,
): SuggestionsAnswer {
  const isGeneration = wanted.kind === 'generation'
  const { engine, name } = isGeneration ? titled(suggestion.model) : suggestion.model
  const model = { engine, name, lang: wanted.lang }
  return {
    id: suggestion.id,
    choices: choicesOf(suggestion.choices),
    metadata: metadataOf(model, request),
    model,
  }
}

const titled = (model: AnsweringModel): AnsweringModel =>
  model.title ? { engine: 'agent', name: model.title } : { engine: model.engine, name: model.name }

const metadataOf = (model: AnswerMetadata['model'], request: FastifyRequest): AnswerMetadata => ({
  model,
  timestamp: nowSeconds(),
  enabled_feature_flags: flagsOf(request),
  region: null,
})
