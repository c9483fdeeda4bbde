// Calls of one GitLab instance, and of the gateway that it names: addresses, headers, refusals.
import { systemReason, VERSION } from '../../protocol/index.ts'
import { GatewayFailure } from '../gateway-wire.ts'
import type { Http, HttpAnswer } from '../network/http.ts'
import { retryAfterMs } from '../network/retry-after.ts'
import type { DirectDetails } from './direct-access.ts'

export interface GitlabAddress {
  baseUrl: string
  token: string
}

/** GitLab and its gateway take context only from language servers that speak like this version or a newer one. */
const SPEAKS_LIKE = '7.17.1'
/** Set by GitLab itself, not by a gateway behind it. */
const ORIGIN_HEADER = 'x-gitlab-error-origin'

const OUR_HEADERS = {
  'content-type': 'application/json',
  'user-agent': `midfill-lsp/${VERSION}`,
  'x-gitlab-language-server-version': SPEAKS_LIKE,
}

/** GitLab, or its gateway, refuses. */
export class GitlabRefusal extends GatewayFailure {
  /** GitLab itself says no, and not a gateway behind it. */
  readonly isByGitlab: boolean

  constructor(who: string, { status, headers }: HttpAnswer, isByGitlab: boolean) {
    super(`${who} answered ${status}`, {
      status,
      retryAfterMs: retryAfterMs(headers['retry-after']),
    })
    this.name = 'GitlabRefusal'
    this.isByGitlab = isByGitlab
  }
}

export class GitlabApi {
  readonly #http: Http
  readonly #address: GitlabAddress

  constructor(http: Http, address: GitlabAddress) {
    this.#http = http
    this.#address = address
  }

  /** `path` begins with `/api/v4` or `/oauth`. Rejects with a GatewayFailure, or with the signal's reason. */
  get(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#send('GitLab', {
      method: 'GET',
      url: this.#url(path),
      headers: this.#headers(),
      signal,
    })
  }

  post(
    path: string,
    body: unknown,
    { signal, headers }: { signal: AbortSignal; headers?: Record<string, string> },
  ): Promise<HttpAnswer> {
    return this.#send('GitLab', {
      method: 'POST',
      url: this.#url(path),
      headers: { ...this.#headers(), ...headers },
      body: JSON.stringify(body),
      signal,
    })
  }

  /** A completion of the gateway itself. */
  postDirect(details: DirectDetails, body: unknown, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#send("GitLab's gateway", {
      method: 'POST',
      url: `${details.base_url.replace(/\/+$/, '')}/v2/completions`,
      headers: {
        ...textsOf(details.headers),
        ...OUR_HEADERS,
        'x-gitlab-authentication-type': 'oidc',
        authorization: `Bearer ${details.token}`,
      },
      body: JSON.stringify(body),
      signal,
    })
  }

  /** An instance may live below a path of its host. */
  #url(path: string): string {
    return this.#address.baseUrl.replace(/\/+$/, '') + path
  }

  #headers(): Record<string, string> {
    return { ...OUR_HEADERS, authorization: `Bearer ${this.#address.token}` }
  }

  async #send(who: string, call: Parameters<Http['send']>[0]): Promise<HttpAnswer> {
    let answer: HttpAnswer
    try {
      answer = await this.#http.send(call)
    } catch (cause) {
      if (call.signal.aborted) throw cause
      throw new GatewayFailure(`${who} cannot be reached (${systemReason(cause)})`, { cause })
    }
    if (answer.status >= 200 && answer.status < 300) return answer
    await answer.body.dump()
    throw new GitlabRefusal(who, answer, ORIGIN_HEADER in answer.headers)
  }
}

/** Names in small letters, so that none of ours comes twice. */
const textsOf = (headers: DirectDetails['headers'] = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
