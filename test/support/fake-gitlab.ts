// A GitLab instance as far as access tokens go: a real HTTP server with a discovery document and a key set.
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, stop } from './fake-upstream.ts'

export const DISCOVERY_PATH = '/.well-known/openid-configuration'
export const KEYS_PATH = '/oauth/discovery/keys'

export interface GitlabOptions {
  /** The name under which it signs; its URL when left out. */
  issuer?: string
  /** Where the discovery document says that the keys are. */
  keysUrl?: string
}

export interface TokenOptions {
  /** Default: RS256. */
  alg?: string
  /** Default: the `kid` of the instance's key; null: none. */
  kid?: string | null
  /** Default: the instance's private key. For HS256 any text. */
  key?: KeyObject | string
  /** More members of the header. */
  header?: Record<string, unknown>
}

/** `error`: status 500. `hang`: no answer. `refuse`: the connection is closed. */
export type FailureMode = 'error' | 'hang' | 'refuse'

export interface FakeGitlab {
  url: string
  issuer: string
  /**
   * An access token as GitLab makes it, for `gitlab-ai-gateway`, good for an hour from now.
   * Claims that are undefined are left out.
   */
  token(claims?: Record<string, unknown>, options?: TokenOptions): string
  /** New keys instead of the old ones, or beside them. */
  rotate(options?: { keepOld?: boolean }): void
  /** Fails from now on; without a mode it works again. */
  fail(mode?: FailureMode): void
  /** Calls itself so from now on. */
  rename(issuer: string): void
  /** How often a path was asked for. */
  asked(path: string): number
  /** The public key that verifies its RS256 access tokens. */
  publicPem(): string
  close(): Promise<void>
}

interface Cleanup {
  after(run: () => unknown): void
}

interface KeyPair {
  kid: string
  alg: string
  privateKey: KeyObject
  publicKey: KeyObject
}

export async function startFakeGitlab(options: GitlabOptions = {}): Promise<FakeGitlab> {
  const asked = new Map<string, number>()
  let keys = newKeys()
  let failure: FailureMode | undefined
  let url = ''
  let issuer = options.issuer
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    asked.set(path, (asked.get(path) ?? 0) + 1)
    if (failure) fail(failure, response)
    else if (path === DISCOVERY_PATH) {
      json(response, { issuer: issuer ?? url, jwks_uri: options.keysUrl ?? url + KEYS_PATH })
    } else if (path === KEYS_PATH) json(response, { keys: keys.map(published) })
    else response.writeHead(404).end()
  })
  url = `http://127.0.0.1:${await listen(server)}`
  const keyFor = (alg: string): KeyPair | undefined =>
    keys.find((key) => key.alg === alg) ?? keys[0]
  return {
    url,
    get issuer() {
      return issuer ?? url
    },
    token: (claims = {}, { alg = 'RS256', kid, key, header } = {}) => {
      const own = keyFor(alg)
      const name = kid === null ? undefined : (kid ?? own?.kid)
      return signed(
        { alg, typ: 'JWT', kid: name, ...header },
        { ...defaultClaims(issuer ?? url), ...claims },
        key ?? own?.privateKey ?? '',
      )
    },
    rotate: ({ keepOld = false } = {}) => {
      keys = [...newKeys(), ...(keepOld ? keys : [])]
    },
    fail: (mode) => {
      failure = mode
    },
    rename: (name) => {
      issuer = name
    },
    asked: (path) => asked.get(path) ?? 0,
    publicPem: () => String(keyFor('RS256')?.publicKey.export({ type: 'spki', format: 'pem' })),
    close: () => stop(server),
  }
}

/** The same, closed when the test ends. */
export async function fakeGitlab(t: Cleanup, options: GitlabOptions = {}): Promise<FakeGitlab> {
  const gitlab = await startFakeGitlab(options)
  t.after(() => gitlab.close())
  return gitlab
}

/** Making an RSA key takes 130 ms: so many are made, then they come again in turn, under new names. */
const DISTINCT_PAIRS = 8
const made: Omit<KeyPair, 'kid'>[][] = []
let turn = 0

function newKeys(): KeyPair[] {
  const place = turn++ % DISTINCT_PAIRS
  const pairs = made[place] ?? [
    { alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) },
    { alg: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  ]
  made[place] = pairs
  return pairs.map((pair) => ({ kid: randomUUID(), ...pair }))
}

const published = ({ kid, alg, publicKey }: KeyPair): object => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
})

function defaultClaims(issuer: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer,
    aud: ['gitlab-ai-gateway', 'gitlab-duo-workflow-service'],
    sub: 'instance-1',
    iat: now,
    nbf: now - 5,
    exp: now + 3600,
    jti: randomUUID(),
    gitlab_realm: 'self-managed',
    scopes: ['complete_code', 'generate_code'],
  }
}

function signed(
  header: { alg: string; [member: string]: unknown },
  claims: object,
  key: KeyObject | string,
): string {
  const text = `${encoded(header)}.${encoded(claims)}`
  return `${text}.${signature(header.alg, text, key).toString('base64url')}`
}

function signature(alg: string, text: string, key: KeyObject | string): Buffer {
  if (alg === 'none') return Buffer.alloc(0)
  if (alg === 'HS256') return createHmac('sha256', key).update(text).digest()
  // The form that a JWT needs, for EC keys; RSA ignores it.
  const how = { dsaEncoding: 'ieee-p1363' } as const
  const pem = typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' })
  return sign('sha256', Buffer.from(text), { ...how, key: pem })
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const json = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function fail(mode: FailureMode, response: ServerResponse): void {
  if (mode === 'error') response.writeHead(500).end()
  if (mode === 'refuse') response.destroy()
}
