import { setTimeout as pause } from 'node:timers/promises'
import type { RunningGateway } from './gateway.ts'

const LOOK_EVERY_MS = 5

/** Looks until there is something, and fails with what was looked for. For what reports no event: a log, a file. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  limitMs = 40_000,
): Promise<T> {
  const endsAt = performance.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > endsAt) throw new Error(`${what} did not come within ${limitMs} ms`)
    await pause(LOOK_EVERY_MS)
  }
}

export type LogLine = Record<string, unknown>

/** What a gateway has logged so far; lines that are not JSON count as `{ text }`. */
export const logLines = (gateway: Pick<RunningGateway, 'log'>): LogLine[] =>
  gateway
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('{') && line.endsWith('}') ? JSON.parse(line) : { text: line }))

/** The first line that fits, now or later. */
export const logged = (
  gateway: Pick<RunningGateway, 'log'>,
  what: string,
  fits: (line: LogLine) => boolean,
): Promise<LogLine> => eventually(`a log line about ${what}`, () => logLines(gateway).find(fits))

/** The line of the access log for one request. */
export const accessLine = (
  gateway: Pick<RunningGateway, 'log'>,
  requestId: string,
): Promise<LogLine> =>
  logged(
    gateway,
    requestId,
    (line) => line.message === 'api.access' && line.correlation_id === requestId,
  )
