import { openSync, writeSync } from 'node:fs'
import type { FastifyServerOptions } from 'fastify'
import { oncePerMinute } from './auth/log-limit.ts'
import { type Config, ConfigError } from './config.ts'
import { linesByTurn, toStdout } from './log-lines.ts'

/** The log's form: one JSON object a line, with the members that GitLab's gateway writes. */
export const loggerOptions = (config: Config): FastifyServerOptions['logger'] => ({
  level: config.logLevel,
  base: { type: 'mlops', stage: 'main', logger: 'midfill' },
  messageKey: 'message',
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (level: string) => ({ level }) },
  stream: linesByTurn(config.logFile ? toFile(config.logFile) : toStdout()),
})

/** Throws a ConfigError when the file cannot be opened. A full disk later must not end the gateway. */
function toFile(path: string): (lines: string) => void {
  const file = opened(path)
  const mayComplain = oncePerMinute(Date.now)
  return (lines) => {
    try {
      writeSync(file, lines)
    } catch (error) {
      if (!mayComplain('write')) return
      process.stderr.write(`The log cannot be written to ${path} (${codeOf(error)}).\n`)
    }
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'a')
  } catch (error) {
    throw new ConfigError([`AIGW_LOGGING__TO_FILE: ${path} cannot be opened (${codeOf(error)})`])
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
