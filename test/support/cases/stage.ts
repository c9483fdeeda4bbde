// Where cases are played: a gateway with the environment that they want, and a model server for each.
import type { FakeGitlab } from '../fake-gitlab.ts'
import { type RunningGateway, startGateway } from '../gateway.ts'
import type { Case, CaseRequest } from './case.ts'
import { answerMismatches } from './check.ts'
import { callMismatches } from './check-call.ts'
import { type Answer, exchange } from './exchange.ts'
import { filled, filledTexts } from './fill.ts'
import { type ModelServer, startModelServer } from './model-server.ts'
import { accessToken, signingKeyPem } from './tokens.ts'

/** For cases that give no time of their own; most take a few milliseconds. */
const PATIENCE_MS = 20_000
/** A failed case shows this much of what came. */
const SHOWN_CHARS = 500
const TOKEN_PATH = '/v1/code/user_access_token'

export class Stage {
  readonly #gitlab: FakeGitlab
  /** Started for the first case; the others have the same environment. */
  #gateway: Promise<RunningGateway> | undefined

  constructor(gitlab: FakeGitlab) {
    this.#gitlab = gitlab
  }

  /** What is wrong, in lines for a person; empty when the case passes. */
  async play(one: Case): Promise<string[]> {
    const model = await startModelServer(one.model)
    try {
      const { url } = await this.#started(filledTexts(one.env, placeOf(model)))
      for (const request of one.before ?? []) await this.#ask(request, { url, model })
      const answer = await this.#ask(one, { url, model, patienceMs: one.expect.withinMs })
      const problems = [
        ...answerMismatches(one, answer),
        ...callMismatches(one.expect.sent, model.calls()),
      ]
      return problems.length > 0 ? [...problems.map(shortened), shown(answer)] : []
    } catch (error) {
      return [shortened(String(error))]
    } finally {
      await model.close()
    }
  }

  async close(): Promise<void> {
    const [started] = await Promise.allSettled([this.#gateway])
    if (started.status === 'fulfilled') await started.value?.stop()
  }

  async #ask(one: CaseRequest, way: Way): Promise<Answer> {
    const { url, model, patienceMs = PATIENCE_MS } = way
    const claims = { iss: this.#gitlab.url, ...one.claims }
    const values = placeOf(model).set('{{token}}', accessToken(this.#gitlab, claims))
    if (Object.values(one.headers).some((value) => value.includes('{{issued}}'))) {
      values.set('{{issued}}', await this.#issued(url, one, values))
    }
    const body = one.body === undefined ? undefined : filled(one.body, values)
    const asked = {
      method: one.method,
      path: one.path,
      headers: filledTexts(one.headers, values),
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    }
    return exchange(url, asked, patienceMs)
  }

  /** An access token that the gateway makes for the user of the case. */
  async #issued(url: string, one: CaseRequest, values: Map<string, string>): Promise<string> {
    const asGitlab = new Map([...values, ['{{issued}}', values.get('{{token}}') ?? '']])
    const headers = filledTexts(one.headers, asGitlab)
    const asked = { method: 'POST', path: TOKEN_PATH, headers, body: undefined }
    const { status, text } = await exchange(url, asked, PATIENCE_MS)
    if (status !== 200) throw new Error(`${TOKEN_PATH} answered ${status}: ${text}`)
    const { token }: { token: string } = JSON.parse(text)
    return token
  }

  #started(env: Record<string, string>): Promise<RunningGateway> {
    this.#gateway ??= startGateway(undefined, {
      AIGW_GITLAB_URL: this.#gitlab.url,
      AIGW_CUSTOM_MODELS__ENABLED: 'true',
      AIGW_SELF_SIGNED_JWT__SIGNING_KEY: signingKeyPem(),
      ...env,
    })
    return this.#gateway
  }
}

/** From a request to the gateway, and on to the model server. */
interface Way {
  url: string
  model: ModelServer
  patienceMs?: number | undefined
}

const placeOf = ({ url }: ModelServer): Map<string, string> => new Map([['{{model}}', url]])

const shortened = (line: string): string =>
  line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line

const shown = ({ status, text }: Answer): string => shortened(`came: ${status} ${text}`)
