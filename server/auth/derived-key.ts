// A signing key made from a secret, so that replicas which share the secret agree without sharing a disk.
import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto'

/** Order of the group of P-256 (FIPS 186-5 and SEC 2). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const SCALAR_BYTES = 32
/** 128 bits more than the order has: the remainder is then as good as uniform (FIPS 186-5, A.2.1). */
const SEED_BYTES = SCALAR_BYTES + 16

/**
 * The EC private key on P-256 that belongs to a secret and a service name.
 * EC and not RSA: any number below the group's order is a private key, so HKDF's output becomes one in a single step,
 * while an RSA key needs a search for primes whose result hangs on the library and its version.
 * The secret must be long and random: whoever holds an access token can test guesses of it.
 */
export function deriveSigningKey(secret: string, serviceName: string): KeyObject {
  const seed = hkdfSync('sha256', secret, '', `midfill signing key 1 ${serviceName}`, SEED_BYTES)
  const scalar = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (P256_ORDER - 1n)) + 1n
  const d = Buffer.from(scalar.toString(16).padStart(2 * SCALAR_BYTES, '0'), 'hex')
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(d)
  // 0x04, then the two coordinates.
  const point = curve.getPublicKey()
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: d.toString('base64url'),
    x: point.subarray(1, 1 + SCALAR_BYTES).toString('base64url'),
    y: point.subarray(1 + SCALAR_BYTES).toString('base64url'),
  }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}
