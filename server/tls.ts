// Certificates: those of the listener, renewed while it runs, and those that outgoing calls trust and show.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:https'
import {
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls'
import { systemReason } from '../protocol/index.ts'
import { ConfigError, type NamedFile, type OutgoingConfig, type TlsFiles } from './config.ts'
import type { OutgoingOptions } from './upstream.ts'

/** Kubernetes swaps mounted secrets by links, which only looking again finds reliably. */
const LOOK_EVERY_MS = 5_000

const CERT_FILE = 'AIGW_FASTAPI__TLS__CERT_FILE'
const KEY_FILE = 'AIGW_FASTAPI__TLS__KEY_FILE'
const MTLS_CERT_FILE = 'AIGW_MTLS__CERT_FILE'
const MTLS_KEY_FILE = 'AIGW_MTLS__KEY_FILE'

export interface TlsContext {
  cert: Buffer
  key: Buffer
  ciphers?: string
}

/** Throws a ConfigError when the files cannot be used. */
export function readTls({ certFile, keyFile, ciphers }: TlsFiles): TlsContext {
  const contents = readAll([
    { variable: CERT_FILE, path: certFile },
    { variable: KEY_FILE, path: keyFile },
  ])
  const options = {
    cert: contents(CERT_FILE),
    key: contents(KEY_FILE),
    ...(ciphers ? { ciphers } : {}),
  }
  contextOf(options, `${CERT_FILE}, __KEY_FILE and __SSL_CIPHERS`)
  return options
}

/**
 * New connections get a renewed certificate; a pair that does not fit leaves the old one in force.
 * Contents are compared, not times: a watcher learns the first time too late to see an early change.
 */
export function followRenewals(
  server: Server,
  files: TlsFiles,
  log: { info(message: string): void; warn(message: string): void },
): () => void {
  let seen = contentsOf(files)
  server.setSecureContext(readTls(files))
  const look = (): void => {
    const found = contentsOf(files)
    if (found === seen) return
    seen = found
    try {
      server.setSecureContext(readTls(files))
      log.info('the TLS certificate was renewed')
    } catch {
      // Certificate and key change one after the other: the next look finds both.
      log.warn('the changed TLS certificate and key cannot be used; the old ones stay in force')
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS).unref()
  return () => clearInterval(timer)
}

/** Both files as one text, empty where one cannot be read. */
function contentsOf({ certFile, keyFile }: TlsFiles): string {
  try {
    return readFileSync(certFile, 'utf8') + readFileSync(keyFile, 'utf8')
  } catch {
    return '' // A file on its way: like one that does not fit.
  }
}

/** What outgoing calls trust and show. Throws a ConfigError that names every file that cannot be used. */
export function readOutgoing(config: OutgoingConfig): OutgoingOptions {
  const { caFiles, clientCertificate: files, verifies, proxy } = config
  const pair = files
    ? [
        { variable: MTLS_CERT_FILE, path: files.certFile },
        { variable: MTLS_KEY_FILE, path: files.keyFile },
      ]
    : []
  const contents = readAll([...pair, ...caFiles])
  const bundles = caFiles.map((file) => certificatesIn(file, contents(file.variable)))
  const shown = files && {
    cert: contents(MTLS_CERT_FILE),
    key: contents(MTLS_KEY_FILE),
    ...(files.passphrase ? { passphrase: files.passphrase } : {}),
  }
  const trusted = bundles.length > 0 ? { ca: [...rootCertificates, ...bundles] } : {}
  const what = `${MTLS_CERT_FILE}, __KEY_FILE and __KEY_PASSWORD`
  return { secureContext: contextOf({ ...trusted, ...shown }, what), verifies, proxy }
}

function certificatesIn({ variable, path }: NamedFile, bundle: Buffer): string {
  if (holdsCertificate(bundle)) return bundle.toString('utf8')
  throw new ConfigError([`${variable}: ${path} holds no certificate in PEM form`])
}

/** OpenSSL takes a bundle of anything, and passes over what it cannot read. */
function holdsCertificate(bundle: Buffer): boolean {
  try {
    return new X509Certificate(bundle).subject !== undefined
  } catch {
    return false
  }
}

function contextOf(options: SecureContextOptions, variables: string): SecureContext {
  try {
    return createSecureContext(options)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(':').at(-1) : 'unknown error'
    throw new ConfigError([`${variables} cannot be used together: ${reason}`])
  }
}

/** The contents by variable. Throws a ConfigError that names every file that cannot be read. */
function readAll(files: readonly NamedFile[]): (variable: string) => Buffer {
  const contents = new Map<string, Buffer>()
  const problems: string[] = []
  for (const { variable, path } of files) {
    try {
      contents.set(variable, readFileSync(path))
    } catch (error) {
      problems.push(`${variable}: ${path} cannot be read (${systemReason(error)})`)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return (variable) => contents.get(variable) ?? Buffer.alloc(0)
}
