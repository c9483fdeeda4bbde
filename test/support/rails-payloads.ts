// What GitLab Rails asks of a gateway for a self-hosted model: its bodies, as they changed over the releases.

/** A suggestion as an IDE asks GitLab for it. */
export interface IdeRequest {
  kind: 'completion' | 'generation'
  fileName: string
  above: string
  below: string
  stream: boolean
  /** Files that are open in the IDE. */
  context?: { type: string; name: string; content: string }[]
}

/** A model as an administrator enters it in GitLab. */
export interface SelfHostedModel {
  family: string
  endpoint: string
  apiKey: string
  identifier: string
}

export const selfHosted = (endpoint: string, family: string, id: string): SelfHostedModel => ({
  family,
  endpoint,
  apiKey: 'house-key',
  identifier: `custom_openai/${id}`,
})

/** What one version of GitLab is asked for, with the model that it has for this. */
export interface RailsRequest {
  era: Era
  asked: IdeRequest
  model: SelfHostedModel
}

export interface GatewayCall {
  path: string
  body: Record<string, unknown>
}

/** From 17.1 (A) to 19 (E). */
export const ERAS = ['A', 'B', 'C', 'D', 'E'] as const
export type Era = (typeof ERAS)[number]

type Payload = (asked: IdeRequest, model: SelfHostedModel) => GatewayCall

/** GitLab passes on all that the IDE sent, and puts its own members over it. */
const passedOn = ({ kind, fileName, above, below, stream, context }: IdeRequest) => ({
  project_path: 'g/app',
  project_id: -1,
  intent: kind,
  stream,
  choices_count: 1,
  telemetry: [],
  current_file: {
    file_name: fileName,
    content_above_cursor: above,
    content_below_cursor: below,
  },
  ...(context ? { context } : {}),
})

const flat = ({ family, endpoint, apiKey }: SelfHostedModel) => ({
  model_provider: 'litellm',
  model_name: family,
  model_endpoint: endpoint,
  ...(apiKey ? { model_api_key: apiKey } : {}),
})

const nested = ({ family, endpoint, apiKey, identifier }: SelfHostedModel) => ({
  model_metadata: { provider: 'openai', name: family, endpoint, api_key: apiKey, identifier },
})

const LANGUAGES: Record<string, string> = { py: 'Python', rb: 'Ruby', go: 'Go' }
const languageOf = (fileName: string): string => LANGUAGES[fileName.split('.').at(-1) ?? ''] ?? ''

const completionWithPrompt: Payload = (asked, model) => ({
  path: '/v2/code/completions',
  body: {
    ...passedOn(asked),
    ...flat(model),
    prompt_version: 2,
    prompt: `<s>[SUFFIX]${asked.below.slice(0, 500)}[PREFIX]${asked.above.slice(-500)}`,
  },
})

const completionWithoutPrompt: Payload = (asked, model) => ({
  path: '/v2/code/completions',
  body: {
    ...passedOn(asked),
    ...flat(model),
    model_identifier: model.identifier,
    prompt_version: 2,
    prompt: null,
  },
})

const generationWithMessages: Payload = (asked, model) => ({
  path: '/v2/code/generations',
  body: {
    ...passedOn(asked),
    ...flat(model),
    prompt_version: 3,
    prompt: [{ role: 'user', content: `[INST]Continue this file: ${asked.above}[/INST]` }],
  },
})

const generationByPromptId: Payload = (asked, model) => ({
  path: '/v2/code/generations',
  body: {
    ...passedOn(asked),
    ...flat(model),
    model_identifier: model.identifier,
    prompt_version: 2,
    prompt: '',
    prompt_id: 'code_suggestions/generations',
  },
})

const component = (asked: IdeRequest, more: object = {}) => ({
  type: `code_editor_${asked.kind}`,
  payload: {
    file_name: asked.fileName,
    content_above_cursor: asked.above,
    content_below_cursor: asked.below,
    language_identifier: languageOf(asked.fileName),
    stream: asked.stream,
    ...more,
  },
})

const enhanced = (asked: IdeRequest) =>
  component(asked, {
    prompt_enhancer: {
      examples_array: [],
      trimmed_content_above_cursor: asked.above,
      trimmed_content_below_cursor: asked.below,
      related_files: [],
      related_snippets: '',
      libraries: ['rack (3.1.0)'],
      user_instruction: 'Generate the best possible code based on instructions.',
    },
    prompt_id: 'code_suggestions/generations',
    prompt_version: '^1.0.0',
  })

const components =
  (path: string): Payload =>
  (asked, model) => ({
    path,
    body: {
      ...passedOn(asked),
      prompt_components: [asked.kind === 'completion' ? component(asked) : enhanced(asked)],
      ...nested(model),
    },
  })

const v4 = components('/v4/code/suggestions')

const PAYLOADS: Record<Era, Record<IdeRequest['kind'], Payload>> = {
  A: { completion: completionWithPrompt, generation: generationWithMessages },
  B: { completion: completionWithoutPrompt, generation: generationByPromptId },
  C: { completion: completionWithoutPrompt, generation: components('/v3/code/completions') },
  D: { completion: completionWithoutPrompt, generation: v4 },
  E: { completion: v4, generation: v4 },
}

export const gatewayCall = ({ era, asked, model }: RailsRequest): GatewayCall =>
  PAYLOADS[era][asked.kind](asked, model)

/** The body of GitLab's test of a model's connection. */
export const connectionTest = (model: SelfHostedModel): GatewayCall => ({
  path: '/v1/prompts/model_configuration%2Fcheck',
  body: { stream: false, inputs: {}, ...nested(model) },
})
