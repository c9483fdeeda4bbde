import type { FastifyServerOptions } from 'fastify'
import type { Config } from './config.ts'
import { toFile } from './log-file.ts'
import { linesByTurn, toStdout } from './log-lines.ts'

/** The log's form: one JSON object a line, with the members that GitLab's gateway writes. */
export const loggerOptions = (config: Config): FastifyServerOptions['logger'] => ({
  level: config.logLevel,
  base: { type: 'mlops', stage: 'main', logger: 'midfill' },
  messageKey: 'message',
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (level: string) => ({ level }) },
  stream: linesByTurn(
    config.logFile ? toFile(config.logFile, 'AIGW_LOGGING__TO_FILE') : toStdout(),
  ),
})
