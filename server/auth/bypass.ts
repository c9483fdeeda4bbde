// Switches that open the gateway: for trying things out, never for production. They are loud.
import type { IncomingHttpHeaders } from 'node:http'
import { oncePerMinute } from './log-limit.ts'
import type { AuthParts, AuthSettings } from './settings.ts'
import { VARIABLE } from './variables.ts'

/** Tells whether a request is let in unasked. Warns at once when any switch is on, and then once a minute. */
export function createBypass(
  settings: AuthSettings,
  { log, now }: AuthParts,
): (headers: IncomingHttpHeaders) => boolean {
  const warnings = warningsFor(settings)
  if (warnings.length === 0) return () => false
  const mayWarn = oncePerMinute(now)
  const warn = (): void => {
    if (mayWarn('bypass'))
      log.warn({ bypass: true }, `AUTHENTICATION IS OFF: ${warnings.join(' ')}`)
  }
  warn()
  return (headers) => {
    warn()
    return settings.bypass || (settings.bypassWithHeader && headers['bypass-auth'] === 'true')
  }
}

function warningsFor({ bypass, bypassWithHeader, bypassSignature }: AuthSettings): string[] {
  return [
    bypass ? `${VARIABLE.bypass} lets in everyone.` : '',
    bypassWithHeader
      ? `${VARIABLE.bypassWithHeader} lets in everyone who sends the header "Bypass-Auth: true".`
      : '',
    bypassSignature
      ? `${VARIABLE.bypassSignature} accepts access tokens that anyone can write.`
      : '',
  ].filter((warning) => warning !== '')
}
