// Access tokens with the claims that a case wants.
import { generateKeyPairSync } from 'node:crypto'
import type { FakeGitlab, TokenOptions } from '../fake-gitlab.ts'
import type { Json, JsonObject } from './case.ts'

/** The name under which the gateway signs access tokens of its own. */
const SERVICE = 'gitlab-ai-gateway'

/** The key with which every gateway here signs; made once. */
let made: string | undefined
export function signingKeyPem(): string {
  made ??= newKeyPem()
  return made
}

function newKeyPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

/** Claims that every token of the fake GitLab has unless told otherwise; a case lists all that it wants of these. */
const NOT_BY_ITSELF = { sub: undefined, gitlab_realm: undefined, scopes: undefined }

export function accessToken(gitlab: FakeGitlab, wanted: JsonObject): string {
  const { _alg, _key, ...claims } = wanted
  const resolved = Object.entries(claims).map(([name, claim]) => [name, asTime(claim)])
  return gitlab.token({ ...NOT_BY_ITSELF, ...Object.fromEntries(resolved) }, signer())

  function signer(): TokenOptions {
    if (_key !== undefined) return { key: newKeyPem() }
    if (_alg === 'HS256') return { alg: 'HS256', key: gitlab.publicPem() }
    if (typeof _alg === 'string') return { alg: _alg }
    if (claims.iss === SERVICE) return { key: signingKeyPem(), kid: `${SERVICE}_signing_key` }
    return {}
  }
}

/** `now`, `now-60`, `now+600` as seconds since 1970. */
export function asTime(claim: Json): Json {
  const [text, offset = '0'] = /^now([+-]\d+)?$/.exec(String(claim)) ?? []
  return text ? Math.floor(Date.now() / 1000) + Number(offset) : claim
}
