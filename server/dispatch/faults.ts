// What a failure says: about the server, and about trying again.
import { type ErrorCode, GatewayError } from '../../protocol/index.ts'

const REQUEST_TIMEOUT = 408
/** Where another try of the same server, a moment later, has a chance; a 500 fails again with the same prompt. */
const PASSING = new Set([REQUEST_TIMEOUT, 429, 502, 503, 504])

const FAULTS = new Set<ErrorCode>([
  'upstream_overloaded',
  'upstream_unavailable',
  'upstream_unreadable',
  'upstream_timeout',
])

/** The server is at fault, and not the request or its key. Being cancelled is nobody's fault. */
export const isServerFault = (error: unknown): error is GatewayError =>
  error instanceof GatewayError &&
  (FAULTS.has(error.code) || error.upstreamStatus === REQUEST_TIMEOUT)

/** Whether the same server may be asked again; a connection that failed may have been an old one. */
export function isPassing(error: GatewayError): boolean {
  const { code, upstreamStatus } = error
  if (upstreamStatus !== undefined) return PASSING.has(upstreamStatus)
  return code === 'upstream_unavailable'
}

/** It took no time worth saving, and the server does not ask for a pause. */
export const isQuick = ({ code }: GatewayError): boolean =>
  code !== 'upstream_timeout' && code !== 'upstream_overloaded'
