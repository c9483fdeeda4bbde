import { openSync, writeSync } from 'node:fs'
import { systemReason } from '../protocol/index.ts'
import { oncePerMinute } from './auth/log-limit.ts'
import { ConfigError } from './config.ts'

/**
 * Appends lines to a file, at once. Throws a ConfigError that names the variable when the file cannot be opened.
 * A full disk later must not end the gateway.
 */
export function toFile(path: string, variable: string): (lines: string) => void {
  const file = opened(path, variable)
  const mayComplain = oncePerMinute(Date.now)
  return (lines) => {
    try {
      writeSync(file, lines)
    } catch (error) {
      if (!mayComplain('write')) return
      process.stderr.write(`${path} (${variable}) cannot be written (${systemReason(error)}).\n`)
    }
  }
}

function opened(path: string, variable: string): number {
  try {
    return openSync(path, 'a')
  } catch (error) {
    throw new ConfigError([`${variable}: ${path} cannot be opened (${systemReason(error)})`])
  }
}
