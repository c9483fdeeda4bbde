// Keys as PEM text, the way they come through environment variables.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { algorithmOf } from './keys.ts'

/** A private key for RS256 or ES256 (PKCS#8, PKCS#1 or SEC1); undefined when it is anything else. */
export const privateKeyIn = (pem: string): KeyObject | undefined => keyIn(pem, createPrivateKey)

/** A public key, or the public part of a private one; undefined when it is anything else. */
export const publicKeyIn = (pem: string): KeyObject | undefined => keyIn(pem, createPublicKey)

function keyIn(pem: string, create: (pem: string) => KeyObject): KeyObject | undefined {
  try {
    const key = create(unfolded(pem))
    return algorithmOf(key) && key
  } catch {
    // The caller names the variable. What OpenSSL says helps nobody, and could quote the key.
    return undefined
  }
}

/** Env files keep quotation marks, and cannot hold line ends: people write `\n` for them. */
const unfolded = (pem: string): string =>
  pem
    .trim()
    .replace(/^(["'])([\s\S]*)\1$/, '$2')
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
