// Data without the pieces that have the wrong form, so that the rest can still be looked into.
import type { Problem } from '../../protocol/index.ts'
import type { Path } from './parse.ts'

/** Members that may be missing because they were misspelt; what is said of an empty one has then been said. */
const NAMES = new Set(['name', 'family'])

export function soundPart(value: unknown, problems: readonly Problem[]): unknown {
  return problems.reduce((rest, { loc, type }) => {
    const isMissing = type === 'missing'
    if (isMissing && !NAMES.has(String(loc.at(-1)))) return rest
    return changed(rest, loc, isMissing ? '' : undefined)
  }, value)
}

/** A copy in which another value stands at `path`; without that member if it is undefined. */
function changed(value: unknown, [step, ...path]: Path, put: string | undefined): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return put
  if (Array.isArray(value)) {
    return value.map((item, i) => (i === Number(step) ? changed(item, path, put) : item))
  }
  const members = Object.entries(value).filter(([name]) => name !== String(step) || path.length > 0)
  const copy = members.map(([name, member]) =>
    name === String(step) ? [name, changed(member, path, put)] : [name, member],
  )
  return Object.fromEntries(path.length === 0 && put !== undefined ? [...copy, [step, put]] : copy)
}
