// Placeholders, replaced when their values are known.
import type { Json } from './case.ts'

type Values = ReadonlyMap<string, string>

/** Headers, or an environment. */
export const filledTexts = (texts: Record<string, string>, values: Values) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [name, filledText(value, values)]),
  )

export function filled(json: Json, values: Values): Json {
  if (typeof json === 'string') return filledText(json, values)
  if (Array.isArray(json)) return json.map((item) => filled(item, values))
  if (json === null || typeof json !== 'object') return json
  const members = Object.entries(json).map(([name, value]) => [name, filled(value, values)])
  return Object.fromEntries(members)
}

function filledText(text: string, values: Values): string {
  let result = text
  for (const [placeholder, value] of values) result = result.replaceAll(placeholder, value)
  return result
}
