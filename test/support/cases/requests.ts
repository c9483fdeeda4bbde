// Requests that cases start from, as GitLab and editors send them.
import type { Json } from './case.ts'

export interface NamedRequest {
  method?: string
  path: string
  body?: Json
}

const CODE = { content_above_cursor: 'def area(width, height):\n    ', content_below_cursor: '\n' }

const FLAT_MODEL = {
  model_provider: 'litellm',
  model_name: 'codestral',
  model_endpoint: '{{model}}/v1',
  model_api_key: 'model-key',
  model_identifier: 'custom_openai/house-model',
}

const NESTED_MODEL = {
  provider: 'openai',
  name: 'mistral',
  endpoint: '{{model}}/v1',
  api_key: 'model-key',
  identifier: 'custom_openai/house-model',
}

const completionComponent = {
  type: 'code_editor_completion',
  payload: { file_name: 'area.py', ...CODE, language_identifier: 'Python', stream: false },
}

const generationComponent = {
  type: 'code_editor_generation',
  payload: {
    file_name: 'area.py',
    content_above_cursor: '# area of a rectangle\n',
    content_below_cursor: '',
    language_identifier: 'Python',
    stream: false,
    prompt_id: 'code_suggestions/generations',
    prompt_version: '^1.0.0',
  },
}

const components = (...list: Json[]): Json => ({
  prompt_components: list,
  model_metadata: NESTED_MODEL,
})

export const REQUESTS: Record<string, NamedRequest> = {
  'v2 completion': {
    path: '/v2/code/completions',
    body: {
      prompt_version: 2,
      prompt: null,
      current_file: { file_name: 'area.py', ...CODE },
      stream: false,
      ...FLAT_MODEL,
    },
  },
  /** Straight from an editor: no model is named. */
  'direct completion': {
    path: '/v2/completions',
    body: {
      prompt_version: 1,
      project_path: 'team/shapes',
      project_id: -1,
      current_file: { file_name: 'area.py', ...CODE },
      choices_count: 4,
      intent: 'completion',
    },
  },
  'v2 generation': {
    path: '/v2/code/generations',
    body: {
      prompt_version: 2,
      prompt: '',
      prompt_id: 'code_suggestions/generations',
      current_file: {
        file_name: 'area.py',
        content_above_cursor: '# area of a rectangle\n',
        content_below_cursor: '',
      },
      stream: false,
      ...FLAT_MODEL,
      model_name: 'mistral',
    },
  },
  'v3 completion': { path: '/v3/code/completions', body: components(completionComponent) },
  'v3 generation': { path: '/v3/code/completions', body: components(generationComponent) },
  'v4 completion': { path: '/v4/code/suggestions', body: components(completionComponent) },
  'v4 generation': { path: '/v4/code/suggestions', body: components(generationComponent) },
  check: {
    path: '/v1/prompts/model_configuration%2Fcheck',
    body: { stream: false, inputs: {}, model_metadata: NESTED_MODEL },
  },
  'v1 chat': {
    path: '/v1/chat/agent',
    body: {
      prompt_components: [
        {
          type: 'prompt',
          metadata: { source: 'GitLab EE', version: '17.2.1' },
          payload: {
            content: [{ role: 'user', content: 'Hello' }],
            provider: 'litellm',
            model: 'mistral',
            model_endpoint: '{{model}}/v1',
            model_api_key: 'model-key',
          },
        },
      ],
    },
  },
  'v2 chat': {
    path: '/v2/chat/agent',
    body: {
      messages: [{ role: 'user', content: 'Hello', context: null }],
      model_metadata: NESTED_MODEL,
    },
  },
  token: { path: '/v1/code/user_access_token' },
  healthz: { method: 'GET', path: '/monitoring/healthz' },
  ready: { method: 'GET', path: '/monitoring/ready' },
  definitions: { method: 'GET', path: '/v1/models/definitions' },
}
