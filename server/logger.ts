import type { FastifyServerOptions } from 'fastify'
import type { Config } from './config.ts'

/** The log's form: one JSON object a line, with the members that GitLab's gateway writes. */
export const loggerOptions = (config: Config): FastifyServerOptions['logger'] => ({
  level: config.logLevel,
  base: { type: 'mlops', stage: 'main', logger: 'midfill' },
  messageKey: 'message',
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (level: string) => ({ level }) },
  ...(config.logFile ? { file: config.logFile } : {}),
})
