// Why a certificate is not accepted, in words, and the variable or the file that mends it.
import type { PeerCertificate } from 'node:tls'

export interface TlsFault {
  message: string
  advice: string
}

/** By the codes of OpenSSL and Node: https://nodejs.org/api/tls.html#x509-certificate-error-codes, read 2026-11-21. */
const UNKNOWN_SIGNER = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

export function tlsFault(code: string, host: string, shown: PeerCertificate): TlsFault {
  if (UNKNOWN_SIGNER.has(code)) return unknownSigner(shown)
  if (code === 'CERT_HAS_EXPIRED') {
    return {
      message: `its certificate expired on ${shown.valid_to}`,
      advice: 'Renew it there. If it was renewed, the server has not read it yet.',
    }
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return {
      message: `its certificate is valid from ${shown.valid_from}`,
      advice: 'Look at the clocks here and there.',
    }
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names =
      shown.subjectaltname?.replaceAll(/(DNS|IP Address):/g, '') || nameOf(shown.subject)
    return {
      message: `its certificate is for ${names}, and not for ${host}`,
      advice: 'Use one of those names in the URL, or give the server a certificate for this one.',
    }
  }
  return {
    message: `its certificate is refused (${code})`,
    advice: 'Look at it with `openssl s_client`.',
  }
}

function unknownSigner(shown: PeerCertificate): TlsFault {
  const signer = nameOf(shown.issuer)
  return {
    message: `its certificate was signed by "${signer}", which is not trusted here`,
    advice: `Put the certificate of "${signer}" in PEM form into a file, and set SSL_CERT_FILE to its path. If that is an intermediate one, the server should send its whole chain.`,
  }
}

const nameOf = (subject: { CN?: string | string[]; O?: string | string[] } | undefined): string =>
  String(subject?.CN ?? subject?.O ?? 'unknown')
