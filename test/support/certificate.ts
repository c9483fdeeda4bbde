// X.509 certificates, made while a test runs: Node signs, but has no builder. RFC 5280, in DER.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

export interface Certificate {
  /** Common name of the subject. */
  name: string
  certPem: string
  keyPem: string
  key: KeyObject
}

export interface CertificateOptions {
  name?: string
  /** Names and IPv4 addresses that it is for. */
  hosts?: readonly string[]
  /** Default: its own key. */
  signedBy?: Certificate
  isAuthority?: boolean
  keyType?: 'ec' | 'rsa'
  /** Days from now; a negative number makes it expired. */
  validDays?: number
  /** Days from now; left out, it has begun. */
  startsInDays?: number
}

const DAY_MS = 86_400_000
/** How long before now a certificate begins: clocks differ. */
const BEGAN_DAYS_AGO = 30

export function certificate(options: CertificateOptions = {}): Certificate {
  const { name = 'midfill test', signedBy, keyType = 'ec' } = options
  const { privateKey, publicKey } =
    keyType === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const signer = signedBy?.key ?? privateKey
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithmOf(signer),
    distinguishedName(signedBy?.name ?? name),
    sequence(time(options.startsInDays ?? -BEGAN_DAYS_AGO), time(options.validDays ?? 30)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions(options)),
  )
  const signature = sign('sha256', toBeSigned, signer)
  const whole = sequence(toBeSigned, algorithmOf(signer), bitString(signature))
  return {
    name,
    certPem: pem(whole),
    keyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    key: privateKey,
  }
}

/** A certificate authority of one's own. */
export const authority = (name = 'midfill test CA'): Certificate =>
  certificate({ name, isAuthority: true })

/** A server's certificate for 127.0.0.1 and localhost. */
export const leafOf = (signedBy: Certificate, options: CertificateOptions = {}): Certificate =>
  certificate({ name: 'leaf', hosts: ['127.0.0.1', 'localhost'], signedBy, ...options })

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content])
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length])
  if (length < 0x100) return Buffer.from([0x81, length])
  return Buffer.from([0x82, length >> 8, length & 0xff])
}

const sequence = (...members: Buffer[]): Buffer => der(0x30, ...members)
const integer = (bytes: Buffer): Buffer => der(0x02, bytes)
const octetString = (content: Buffer): Buffer => der(0x04, content)
const bitString = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content)
const TRUE = der(0x01, Buffer.from([0xff]))
const NULL = der(0x05)

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Seven bits a byte; all bytes but the last have the high bit set. */
function base128(value: number): number[] {
  const groups = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
  return groups
}

const algorithmOf = ({ asymmetricKeyType }: KeyObject): Buffer =>
  asymmetricKeyType === 'ec'
    ? sequence(objectId('1.2.840.10045.4.3.2'))
    : sequence(objectId('1.2.840.113549.1.1.11'), NULL)

const distinguishedName = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(commonName)))))

/** UTCTime, good until 2049: `YYMMDDhhmmssZ`. */
function time(daysFromNow: number): Buffer {
  const iso = new Date(Date.now() + daysFromNow * DAY_MS).toISOString()
  return der(0x17, Buffer.from(`${iso.replace(/\D/g, '').slice(2, 14)}Z`))
}

function extensions({ hosts = [], isAuthority = false }: CertificateOptions): Buffer {
  const names = sequence(...hosts.map(alternativeName))
  return sequence(
    ...(hosts.length > 0 ? [sequence(objectId('2.5.29.17'), octetString(names))] : []),
    ...(isAuthority
      ? [sequence(objectId('2.5.29.19'), TRUE, octetString(sequence(TRUE)))]
      : [sequence(objectId('2.5.29.19'), octetString(sequence()))]),
  )
}

const alternativeName = (host: string): Buffer =>
  isIPv4(host)
    ? der(0x87, Buffer.from(host.split('.').map(Number)))
    : der(0x82, Buffer.from(host, 'latin1'))

const pem = (content: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(content.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
