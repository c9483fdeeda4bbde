/** What the header `Retry-After` asks for, in milliseconds: a number of seconds, or a date. Undefined: nothing. */
export function retryAfterMs(
  header: string | string[] | undefined,
  now: number = Date.now(),
): number | undefined {
  const text = typeof header === 'string' ? header.trim() : ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
