import type { FastifyServerOptions } from 'fastify'
import type { Config } from './config.ts'
import { toFile } from './log-file.ts'
import { linesByTurn, toStdout } from './log-lines.ts'

/** Where the log's lines go. */
export interface Lines {
  write(line: string): void
}

export const logLines = ({ logFile }: Config): Lines =>
  linesByTurn(logFile ? toFile(logFile, 'AIGW_LOGGING__TO_FILE') : toStdout())

const BASE = { type: 'mlops', stage: 'main', logger: 'midfill' }
const timestamp = (): string => `,"timestamp":"${new Date().toISOString()}"`

/** The log's form: one JSON object a line, with the members that GitLab's gateway writes. */
export const loggerOptions = (
  { logLevel }: Config,
  stream: Lines,
): FastifyServerOptions['logger'] => ({
  level: logLevel,
  base: BASE,
  messageKey: 'message',
  timestamp,
  formatters: { level: (level: string) => ({ level }) },
  stream,
})

const INFO_LEVELS = new Set(['trace', 'debug', 'info'])
const BASE_MEMBERS = JSON.stringify(BASE).slice(1, -1)

/**
 * Writes lines of level info in the same form, for the one that every request has: pino looks at each member in
 * JavaScript, which takes twice as long. Undefined where such lines are not wanted. `members` must not be empty.
 */
export function infoLine(
  { logLevel }: Config,
  lines: Lines,
): ((members: object, message: string) => void) | undefined {
  if (!INFO_LEVELS.has(logLevel)) return undefined
  return (members, message) => {
    const own = JSON.stringify(members).slice(1, -1)
    lines.write(
      `{"level":"info"${timestamp()},${BASE_MEMBERS},${own},"message":${JSON.stringify(message)}}\n`,
    )
  }
}
