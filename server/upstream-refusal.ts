// What a client learns when a model server refuses: an answer with a status other than 200.
import type { IncomingHttpHeaders } from 'node:http'
import { GatewayError } from '../protocol/index.ts'
import { promptTooLong } from './prompt-too-long.ts'
import { saidIn } from './said-by-server.ts'

const NO_CREDIT = 'the account behind its key has no credit left'

const REASONS: Record<number, string> = {
  401: 'it refused the key',
  402: NO_CREDIT,
  403: 'it refused the key',
  404: 'it does not know this model or path; does the endpoint end in /v1, and is the model name right?',
}

const NO_TEMPLATE =
  'its model has no chat template, so it completes code and nothing else; give its server one'

/** Reasons that statuses do not tell apart; read 2026-11-21. */
const SAID: readonly [RegExp, string][] = [
  // OpenAI with 429, DeepSeek with 402, Anthropic with 400.
  [
    /insufficient[_ ](?:balance|quota)|exceeded your current quota|credit balance is too low/i,
    NO_CREDIT,
  ],
  // Azure with 403.
  [/denied due to Virtual Network/i, 'its firewall does not let this gateway in'],
  // Base models: vLLM (David-Li0406/Preference-Leakage#6), SGLang, and TGI in words of its own.
  [/\bchat[_ ]template\b|\btemplate not found\b/i, NO_TEMPLATE],
  // TabbyAPI (theroyallab/tabbyAPI, common/) with 400, LM Studio with 404.
  [/\bno models? (?:is |are )?(?:currently )?loaded/i, 'it has loaded no model'],
  // Ollama with 500, and whatever runs on CUDA.
  [/requires more system memory|\bout of memory\b/i, 'it has too little memory for its model'],
  // nginx, and Go's net/http, both with 400.
  [
    /HTTP request (?:was sent )?to (?:an )?HTTPS/i,
    'its URL begins with http://, and it speaks TLS',
  ],
  // Azure with 400.
  [/\bcontent[_ ](?:filter|management policy)/i, 'its content filter stopped the prompt'],
]

/** The server said why, and better than its status does. */
export class ExplainedRefusal extends GatewayError {}

/** The model server does not take a parameter of the request. */
export class RefusedParameter extends GatewayError {
  /** Names in the words of the request, as the refusal mentions them. */
  readonly names: readonly string[]

  constructor(status: number, names: readonly string[]) {
    const message = `The model server answered ${status}: it does not accept ${names.join(', ')}`
    super('upstream_rejected', message, { upstreamStatus: status })
    this.names = names
  }
}

/** Parameters that servers are known to refuse, as their messages quote them. */
const PARAMETERS = /\b(max_completion_tokens|max_tokens|temperature|stream_options|stop|n)\b/g

/** "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead." names the refused one first. */
const parametersIn = (said: string): string[] => [
  ...new Set([...said.matchAll(PARAMETERS)].map(([name]) => name)),
]

/** The server wants to be asked elsewhere. For models that is a refusal: nobody checked the other address. */
export class Redirected extends GatewayError {
  readonly location: string

  constructor(status: number, location: string) {
    const message = `The model server answered ${status}: it sends elsewhere, which is not followed; enter the address itself`
    super('upstream_rejected', message, { upstreamStatus: status })
    this.location = location
  }
}

interface Refusal {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** llama.cpp says 400, and said 500; proxies say 413. */
const TOO_LONG_STATUS: ReadonlySet<number> = new Set([400, 413, 422, 500])

/** An answer with a status other than 200. */
export function refusal(answer: Refusal): GatewayError {
  const { status } = answer
  const { location } = answer.headers
  if (status >= 300 && status < 400 && location) return new Redirected(status, location)
  const said = saidIn(answer.body.toString('utf8'))
  const tooLong = TOO_LONG_STATUS.has(status) ? promptTooLong(said, status) : undefined
  if (tooLong) return tooLong
  const explained = SAID.find(([pattern]) => pattern.test(said))?.[1]
  if (explained) return explainedRefusal(answer, explained)
  if (status === 400 || status === 422) {
    const names = parametersIn(said)
    if (names.length > 0) return new RefusedParameter(status, names)
  }
  if (status === 429) {
    return new GatewayError('upstream_overloaded', 'The model server is overloaded', {
      upstreamStatus: status,
      retryAfterSeconds: secondsOf(answer.headers['retry-after']),
    })
  }
  if (status >= 500) {
    return new GatewayError('upstream_unavailable', `The model server failed (${status})`, {
      upstreamStatus: status,
    })
  }
  const reason = REASONS[status] ?? 'it does not accept this request'
  return new GatewayError('upstream_rejected', `The model server answered ${status}: ${reason}`, {
    upstreamStatus: status,
  })
}

/** What it says does not change whose fault it is. */
function explainedRefusal({ status, headers }: Refusal, why: string): ExplainedRefusal {
  const message = `The model server answered ${status}: ${why}`
  if (status === 429) {
    const retryAfterSeconds = secondsOf(headers['retry-after'])
    return new ExplainedRefusal('upstream_overloaded', message, {
      upstreamStatus: status,
      retryAfterSeconds,
    })
  }
  const code = status >= 500 ? 'upstream_unavailable' : 'upstream_rejected'
  return new ExplainedRefusal(code, message, { upstreamStatus: status })
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(header: string | undefined): number | undefined {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined
}
