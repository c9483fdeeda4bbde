// Forms of the JSON that variables hold.
import { validateHeaderName, validateHeaderValue } from 'node:http'

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names and values that can be sent. */
export const areHeaders = (value: unknown): value is Record<string, string> =>
  isTable(value) && Object.entries(value).every(([name, text]) => isHeader(name, text))

export function isHeader(name: string, text: unknown): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, String(text))
    return typeof text === 'string'
  } catch {
    return false // Node says why; docs/configuration.md says it better.
  }
}

export const isFlagTable = (value: unknown): value is Record<string, string[]> =>
  isTable(value) && Object.values(value).every(Array.isArray)
