// Authentication with a clock that the test moves, a log that it reads, and real HTTP to fake GitLab instances.
import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import {
  type Auth,
  type AuthParts,
  type AuthSettings,
  createAuth,
} from '../../../server/auth/auth.ts'

export const FORBIDDEN = 'Forbidden by auth provider'
export const KEYS_UNAVAILABLE = /^Forbidden by auth provider: the gateway could not fetch the keys/

/** Long enough for a loaded machine, short enough for a test of an instance that hangs. */
const LONGEST_FETCH_MS = 500

export interface Subject {
  auth: Auth
  /** Moves the clock. */
  pass(ms: number): void
  nowSeconds(): number
  /** All that was logged, one line each. */
  log: string[]
  /** URLs that were fetched. */
  fetched: string[]
}

export function authWith(
  settings: Partial<AuthSettings>,
  world: Partial<Pick<AuthParts, 'fetchJson'>> = {},
): Subject {
  let nowMs = Date.now()
  const log: string[] = []
  const fetched: string[] = []
  const note = (about: object, message: string): void => {
    log.push(`${message} ${JSON.stringify(about)}`)
  }
  const parts = {
    fetchJson: async (url: string, { timeoutMs }: { timeoutMs: number }): Promise<unknown> => {
      assert.equal(timeoutMs, 10_000)
      fetched.push(url)
      const response = await fetch(url, { signal: AbortSignal.timeout(LONGEST_FETCH_MS) })
      if (!response.ok) throw new Error(`status ${response.status}`)
      return response.json()
    },
    now: () => nowMs,
    log: { info: note, warn: note },
    ...world,
  }
  const auth = createAuth(
    {
      issuers: [],
      serviceName: 'gitlab-ai-gateway',
      apiKeys: [],
      bypass: false,
      bypassWithHeader: false,
      bypassSignature: false,
      ...settings,
    },
    parts,
  )
  return {
    auth,
    pass: (ms) => {
      nowMs += ms
    },
    nowSeconds: () => Math.floor(nowMs / 1000),
    log,
    fetched,
  }
}

/** As GitLab sends them; a header that is undefined is left out. */
export const headersWith = (
  token: string,
  more: IncomingHttpHeaders = {},
): IncomingHttpHeaders => ({
  authorization: `Bearer ${token}`,
  'x-gitlab-authentication-type': 'oidc',
  'x-gitlab-realm': 'self-managed',
  'x-gitlab-instance-id': 'instance-1',
  'x-gitlab-global-user-id': 'user-1',
  ...more,
})

export async function assertRefused(
  auth: Auth,
  headers: IncomingHttpHeaders,
  message: string | RegExp = FORBIDDEN,
): Promise<void> {
  await assert.rejects(async () => auth.authenticate(headers), { code: 'unauthenticated', message })
}

export const until = async (isSo: () => boolean): Promise<void> => {
  const limit = Date.now() + 5000
  while (!isSo()) {
    assert.ok(Date.now() < limit, 'it never came to be')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
