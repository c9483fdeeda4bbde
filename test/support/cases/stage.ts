// Where cases are played: one GitLab for all, one gateway for all cases with the same environment.
import { type FakeGitlab, startFakeGitlab } from '../fake-gitlab.ts'
import { type RunningGateway, startGateway } from '../gateway.ts'
import type { Case } from './case.ts'
import { answerMismatches } from './check.ts'
import { callMismatches } from './check-call.ts'
import { type Answer, exchange } from './exchange.ts'
import { filled, filledHeaders } from './fill.ts'
import { type ModelServer, startModelServer } from './model-server.ts'
import { accessToken, signingKeyPem } from './tokens.ts'

/** For cases that give no time of their own; most take a few milliseconds. */
const PATIENCE_MS = 20_000
/** A failed case shows this much of what came. */
const SHOWN_CHARS = 500
const TOKEN_PATH = '/v1/code/user_access_token'

export class Stage {
  #gitlab: Promise<FakeGitlab> | undefined
  readonly #gateways = new Map<string, Promise<RunningGateway>>()

  /** What is wrong, in lines for a person; empty when the case passes. */
  async play(one: Case): Promise<string[]> {
    const model = await startModelServer(one.model)
    try {
      const answer = await this.#ask(one, model)
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
    const gateways = await Promise.allSettled(this.#gateways.values())
    await Promise.all(gateways.map((one) => one.status === 'fulfilled' && one.value.stop()))
    await (await this.#gitlab)?.close()
  }

  async #ask(one: Case, model: ModelServer): Promise<Answer> {
    this.#gitlab ??= startFakeGitlab()
    const gitlab = await this.#gitlab
    const { url } = await this.#gatewayFor(one.env, gitlab)
    const claims = { iss: gitlab.url, ...one.claims }
    const values = new Map([
      ['{{model}}', model.url],
      ['{{token}}', accessToken(gitlab, claims)],
    ])
    if (JSON.stringify(one.headers).includes('{{issued}}')) {
      values.set('{{issued}}', values.get('{{token}}') ?? '')
      const headers = filledHeaders(one.headers, values)
      values.set('{{issued}}', await issuedToken(url, headers))
    }
    const body = one.body === undefined ? undefined : filled(one.body, values)
    const asked = {
      method: one.method,
      path: one.path,
      headers: filledHeaders(one.headers, values),
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    }
    return exchange(url, asked, one.expect.withinMs ?? PATIENCE_MS)
  }

  #gatewayFor(env: Record<string, string>, gitlab: FakeGitlab): Promise<RunningGateway> {
    const key = JSON.stringify(Object.entries(env).sort())
    const known = this.#gateways.get(key)
    if (known) return known
    const started = startGateway(undefined, {
      AIGW_GITLAB_URL: gitlab.url,
      AIGW_CUSTOM_MODELS__ENABLED: 'true',
      AIGW_FASTAPI__METRICS_PORT: '0',
      AIGW_SELF_SIGNED_JWT__SIGNING_KEY: signingKeyPem(),
      ...env,
    })
    this.#gateways.set(key, started)
    return started
  }
}

/** A token that this gateway made for the user of the case. */
async function issuedToken(url: string, headers: Record<string, string>): Promise<string> {
  const asked = { method: 'POST', path: TOKEN_PATH, headers, body: undefined }
  const { status, text } = await exchange(url, asked, PATIENCE_MS)
  if (status !== 200) throw new Error(`${TOKEN_PATH} answered ${status}: ${text}`)
  const { token }: { token: string } = JSON.parse(text)
  return token
}

const shortened = (line: string): string =>
  line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line

const shown = ({ status, text }: Answer): string => shortened(`came: ${status} ${text}`)
