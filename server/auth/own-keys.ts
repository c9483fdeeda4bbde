// Our own keys: the one that signs access tokens, and those that verify them.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { deriveSigningKey } from './derived-key.ts'
import { generateSigningKey, keptSigningKey } from './key-file.ts'
import { type Algorithm, algorithmOf, type VerifyingKey } from './keys.ts'
import { privateKeyIn, publicKeyIn } from './pem.ts'
import type { AuthLog, AuthSettings } from './settings.ts'
import { VARIABLE } from './variables.ts'

export interface SigningKey {
  kid: string
  alg: Algorithm
  /** Private. */
  key: KeyObject
}

export interface OwnKeys {
  signing: SigningKey
  verifying: readonly VerifyingKey[]
}

/** A shorter secret could be guessed by whoever holds an access token that was signed with its key. */
const MIN_SECRET_CHARS = 32

/** Throws at once when a configured key or secret cannot be used. A file is read, or a key generated, when first needed. */
export function createOwnKeys(settings: AuthSettings, log: AuthLog): () => Promise<OwnKeys> {
  const configured = configuredKey(settings)
  const validation = validationKey(settings)
  const make = async () => {
    const key = configured ?? (await generatedKey(settings.signingKeyFile, log))
    const signing = { kid: `${settings.serviceName}_signing_key`, alg: algorithmIn(key), key }
    const own = { ...signing, key: createPublicKey(key) }
    return { signing, verifying: validation ? [own, validation] : [own] }
  }
  let made: ReturnType<typeof make> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function configuredKey(settings: AuthSettings): KeyObject | undefined {
  const { signingKeyPem, signingSecret, serviceName } = settings
  if (signingKeyPem) {
    const key = privateKeyIn(signingKeyPem)
    if (!key) throw unusable(VARIABLE.signingKey, 'private')
    return key
  }
  if (!signingSecret) return undefined
  if (signingSecret.length < MIN_SECRET_CHARS) {
    const advice = 'for example the output of `openssl rand -hex 32`'
    throw new Error(`${VARIABLE.signingSecret} must have 32 characters or more: ${advice}.`)
  }
  return deriveSigningKey(signingSecret, serviceName)
}

function validationKey(settings: AuthSettings): VerifyingKey | undefined {
  const { validationKeyPem, serviceName } = settings
  if (!validationKeyPem) return undefined
  const key = publicKeyIn(validationKeyPem)
  if (!key) throw unusable(VARIABLE.validationKey, 'private or public')
  return { kid: `${serviceName}_validation_key`, alg: algorithmIn(key), key }
}

const unusable = (variable: string, kind: string): Error =>
  new Error(
    `${variable} must be a ${kind} key in PEM form, without a password: RSA with 2048 bits or more, or EC on P-256.`,
  )

/** Every key that gets here has been checked. */
function algorithmIn(key: KeyObject): Algorithm {
  const alg = algorithmOf(key)
  if (!alg) throw new Error('a key for neither RS256 nor ES256')
  return alg
}

async function generatedKey(file: string | undefined, log: AuthLog): Promise<KeyObject> {
  if (file === undefined) {
    log.warn({}, `The key of user access tokens is not kept: ${TO_KEEP_IT}`)
    return generateSigningKey()
  }
  try {
    return await keptSigningKey(file)
  } catch (error) {
    // Better a key for an hour than none: only direct connections notice, and they fall back to GitLab.
    log.warn(
      { file, cause: error instanceof Error ? error.message : 'unknown' },
      `The key of user access tokens cannot be kept: ${TO_KEEP_IT}`,
    )
    return generateSigningKey()
  }
}

const TO_KEEP_IT = `it is gone when this process ends, and other replicas do not have it. Set ${VARIABLE.signingKey} or ${VARIABLE.signingSecret}, or let ${VARIABLE.signingKeyFile} name a file in a folder that can be written to.`
