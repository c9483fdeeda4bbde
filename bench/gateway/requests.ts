// One request in each gateway's own words, always with the same 5 KB of code.
import { seededRandom } from '../support/random.ts'

/** How the cheap upstream answers, see cheap-upstream.ts. */
export type Manner = 'json' | 'burst' | 'paced' | 'held' | 'started' | 'silent'

/** What is asked: one JSON answer, or a stream. `text`: the stream without framing that GitLab's `/v2` has. */
export type Form = 'whole' | 'stream' | 'text'

export interface Asked {
  manner: Manner
  form: Form
}

/** Gives the bytes of a request. */
export type Words = (asked: Asked) => string

/** Stands for who asks, in a header and in the code: gateways may share a call among people who ask the same. */
export const WHO = 'client-000000'

const PREFIX_CHARS = 4_000
const SUFFIX_CHARS = 1_000
const NAMES = ['total', 'entry', 'user', 'count', 'path', 'parse', 'index', 'buffer', 'found']

export interface Code {
  prefix: string
  suffix: string
}

export function someCode(seed: number): Code {
  const random = seededRandom(seed)
  const name = (): string => NAMES[Math.floor(random() * NAMES.length)] ?? ''
  let text = `# ${WHO}\n`
  while (text.length < PREFIX_CHARS + SUFFIX_CHARS) {
    text += `def ${name()}_${name()}(${name()}):\n    ${name()} = "${name()}"[${name()}]\n    return ${name()}\n\n`
  }
  return {
    prefix: text.slice(0, PREFIX_CHARS),
    suffix: text.slice(PREFIX_CHARS, PREFIX_CHARS + SUFFIX_CHARS),
  }
}

/** The gateway's, as GitLab Rails sends them: `/v2` for whole answers and plain text, `/v4` for events. */
export function gitlabWords(upstreamPort: number, token: string, code: Code): Words {
  const headers = { authorization: `Bearer ${token}`, ...RAILS_HEADERS }
  return ({ manner, form }) => {
    const endpoint = `http://127.0.0.1:${upstreamPort}/${manner}/v1`
    return form === 'stream'
      ? request('/v4/code/suggestions', headers, suggestionBody(endpoint, code))
      : request('/v2/code/completions', headers, completionBody(endpoint, code, form === 'text'))
  }
}

/** Those of an OpenAI-compatible server, with the same headers: for the upstream and the proxies before it. */
export function openaiWords(token: string, code: Code): Words {
  const headers = { authorization: `Bearer ${token}`, ...RAILS_HEADERS }
  return ({ manner, form }) => request(`/${manner}/v1/completions`, headers, openaiBody(code, form))
}

/** Portkey is told the upstream in headers, and has its own idea of the path behind it. */
export function portkeyWords(upstreamPort: number, token: string, code: Code): Words {
  return ({ manner, form }) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...RAILS_HEADERS,
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/${manner}/v1`,
    }
    return request('/v1/completions', headers, openaiBody(code, form))
  }
}

function request(path: string, headers: Record<string, string>, body: object): string {
  const text = JSON.stringify(body)
  const all = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`
}

const completionBody = (endpoint: string, { prefix, suffix }: Code, stream: boolean) => ({
  prompt_version: 1,
  project_path: 'group/project',
  current_file: {
    file_name: 'app/main.py',
    language_identifier: 'python',
    content_above_cursor: prefix,
    content_below_cursor: suffix,
  },
  model_provider: 'litellm',
  model_name: 'codestral',
  model_endpoint: endpoint,
  model_api_key: 'k',
  model_identifier: 'custom_openai/codestral',
  stream,
})

const suggestionBody = (endpoint: string, { prefix, suffix }: Code) => ({
  prompt_components: [
    {
      type: 'code_editor_completion',
      payload: {
        file_name: 'app/main.py',
        language_identifier: 'python',
        content_above_cursor: prefix,
        content_below_cursor: suffix,
        stream: true,
      },
    },
  ],
  model_metadata: {
    provider: 'openai',
    name: 'codestral',
    endpoint,
    api_key: 'k',
    identifier: 'custom_openai/codestral',
  },
})

const openaiBody = ({ prefix, suffix }: Code, form: Form) => ({
  model: 'codestral',
  max_tokens: 64,
  prompt: `[SUFFIX]${suffix}[PREFIX]${prefix}`,
  stream: form !== 'whole',
})

/** What GitLab Rails sends with every request for a self-managed instance. */
const RAILS_HEADERS: Record<string, string> = {
  'user-agent': 'gitlab-language-server 7.17.1',
  'x-request-id': '01JD3Z0V7KQ5W8Y2N4M6P8R0ST',
  'x-gitlab-authentication-type': 'oidc',
  'x-gitlab-realm': 'self-managed',
  'x-gitlab-instance-id': 'instance-1',
  'x-gitlab-global-user-id': WHO,
  'x-gitlab-host-name': 'gitlab.example.com',
  'x-gitlab-version': '18.5.1',
  'x-gitlab-language-server-version': '7.17.1',
  'x-gitlab-rails-send-start': '1763690000.123',
  'x-gitlab-feature-enablement-type': 'duo_pro',
  'x-gitlab-unit-primitive': 'complete_code',
  'x-gitlab-enabled-feature-flags': '',
  'x-gitlab-is-team-member': 'false',
}
