import { isObject, membersOf } from './is-object.ts'

/**
 * Settings that are called by their full names, `codeCompletion.enabled`, as people copy them from a page, lie where
 * they belong. Not those of languages: `[c.x]` is the name of one.
 */
export function withoutDots(sent: object): object {
  const nested: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(sent)) {
    const [first = '', ...path] = name.startsWith('[') ? [name] : name.split('.')
    nested[first] = path.length > 0 ? put(nested[first], path, value) : laid(nested[first], value)
  }
  return nested
}

function put(into: unknown, [first = '', ...path]: string[], value: unknown): object {
  const known = membersOf(into)
  const member = path.length > 0 ? put(known[first], path, value) : laid(known[first], value)
  return { ...known, [first]: member }
}

/** Of two objects of one name, both count; else the one that comes later. */
const laid = (lower: unknown, upper: unknown): unknown =>
  isObject(lower) && isObject(upper) ? { ...lower, ...upper } : upper
