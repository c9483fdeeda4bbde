// Certificates: those of the listener, renewed while it runs, and those that outgoing calls trust and show.
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { Server } from 'node:https'
import { ConfigError, type OutgoingConfig, type TlsFiles } from './config.ts'
import type { OutgoingOptions } from './upstream.ts'

/** Kubernetes swaps mounted secrets by links, which only looking again finds reliably. */
const LOOK_EVERY_MS = 5_000

export interface TlsContext {
  cert: Buffer
  key: Buffer
  ciphers?: string
}

/** Throws a ConfigError when a file cannot be read. */
export function readTls({ certFile, keyFile, ciphers }: TlsFiles): TlsContext {
  return {
    cert: readNamed(certFile, 'AIGW_FASTAPI__TLS__CERT_FILE'),
    key: readNamed(keyFile, 'AIGW_FASTAPI__TLS__KEY_FILE'),
    ...(ciphers ? { ciphers } : {}),
  }
}

/** New connections get a renewed certificate; a pair that does not fit leaves the old one in force. */
export function followRenewals(
  server: Server,
  files: TlsFiles,
  log: { info(message: string): void; warn(message: string): void },
): () => void {
  const renew = (): void => {
    try {
      server.setSecureContext(readTls(files))
      log.info('the TLS certificate was renewed')
    } catch {
      // Certificate and key change one after the other: the next look finds both.
      log.warn('the changed TLS certificate and key cannot be used; the old ones stay in force')
    }
  }
  const paths = [files.certFile, files.keyFile]
  for (const path of paths) watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, renew)
  return () => {
    for (const path of paths) unwatchFile(path, renew)
  }
}

/** What outgoing calls trust and show, read from the files that the configuration names. */
export function readOutgoing(config: OutgoingConfig): OutgoingOptions {
  const { caFiles, clientCertificate: files, verifies, proxy } = config
  return {
    ca: caFiles.map((path) => readNamed(path, 'a CA bundle').toString('utf8')),
    clientCertificate: files && {
      cert: readNamed(files.certFile, 'AIGW_MTLS__CERT_FILE'),
      key: readNamed(files.keyFile, 'AIGW_MTLS__KEY_FILE'),
      ...(files.passphrase ? { passphrase: files.passphrase } : {}),
    },
    verifies,
    proxy,
  }
}

function readNamed(path: string, name: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new ConfigError([`${name}: ${path} cannot be read (${reason})`])
  }
}
