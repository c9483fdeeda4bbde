/** An object of JSON: neither null nor a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of an object of JSON its members; of anything else none. */
export const membersOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {})
