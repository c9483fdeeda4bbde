// Why a model gave no answer, as far as it tells something about the model rather than the question.
import { GatewayFailure } from '../gateway-wire.ts'
import type { Settings } from '../settings.ts'

export interface Fault {
  kind: 'silent' | 'key' | 'busy' | 'failing' | 'elsewhere'
  /** How long it asked to be left alone. */
  retryAfterMs?: number
}

const SENTENCES: Record<Fault['kind'], string> = {
  silent: 'The model cannot be reached or does not answer.',
  key: 'The gateway does not accept the key: check gateway.apiKey.',
  busy: 'The model has more requests than it takes.',
  failing: 'The model fails.',
  elsewhere: 'What answers at the address knows no code suggestions: check gateway.url.',
}

/** What a person reads. */
export const noticeOf = ({ kind }: Fault, { engine }: Settings): string =>
  `${SENTENCES[kind]} ${engine.enabled ? 'Suggestions go on from the embedded engine.' : 'There are no suggestions meanwhile.'}`

const BY_STATUS: Readonly<Record<number, Fault['kind'] | undefined>> = {
  401: 'key',
  403: 'key',
  // Nothing there, a page to sign in at, or a proxy that wants a password.
  ...{ 301: 'elsewhere', 302: 'elsewhere', 303: 'elsewhere', 307: 'elsewhere', 308: 'elsewhere' },
  ...{ 404: 'elsewhere', 405: 'elsewhere', 407: 'elsewhere' },
  429: 'busy',
  503: 'failing',
}

/** Undefined: it was about the question, and says nothing about the next one. */
export function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof GatewayFailure)) return undefined
  const { status, retryAfterMs, cause } = error
  // With a cause the connection failed; without one the answer said so itself.
  if (status === undefined) return { kind: cause ? 'silent' : 'failing' }
  const kind = BY_STATUS[status] ?? (status >= 500 ? 'failing' : undefined)
  if (!kind) return undefined
  return retryAfterMs === undefined ? { kind } : { kind, retryAfterMs }
}
