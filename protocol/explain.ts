// From a validator's list of complaints to what a person did wrong.
import type { Problem } from './errors.ts'

export interface Complaint {
  keyword: string
  /** `#/properties/a/anyOf/1/…` */
  schemaPath: string
  /** `/a/b`, a JSON pointer. */
  instancePath: string
  params: object
  message: string
}

/**
 * A value that fits no member of a union comes with the complaints of every member.
 * Only those of the member that was meant help: the one whose tag fits, or the only one that is not null.
 */
export function explain(complaints: readonly Complaint[]): Problem[] {
  const [union] = complaints
    .filter(({ keyword }) => keyword === 'anyOf')
    .sort((a, b) => a.schemaPath.length - b.schemaPath.length)
  if (!union) return complaints.flatMap(problemsOf)
  const isWithin = ({ schemaPath, instancePath }: Complaint): boolean =>
    schemaPath.startsWith(`${union.schemaPath}/anyOf/`) &&
    `${instancePath}/`.startsWith(`${union.instancePath}/`)
  const within = complaints.filter(isWithin)
  const others = complaints.filter((complaint) => complaint !== union && !isWithin(complaint))
  return [...explainUnion(union, within), ...explain(others)]
}

function explainUnion(union: Complaint, within: readonly Complaint[]): Problem[] {
  const members = [...groupByMember(union, within).values()]
  const real = members.filter(
    (member) => !member.some((c) => isAt(union, c) && wants(c) === 'null'),
  )
  const meant =
    real.length === 1 ? real : real.filter((member) => !member.some((c) => isTag(union, c)))
  const [only] = meant
  if (meant.length === 1 && only) return explain(only)
  const allowed = real.flat().filter((c) => isAt(union, c) || isTag(union, c))
  return [problem(union, oneOf(allowed.map(wants)), 'union')]
}

/** A member's tag: a literal one step below the union. */
const isTag = (union: Complaint, { keyword, instancePath }: Complaint): boolean =>
  keyword === 'const' &&
  instancePath.startsWith(`${union.instancePath}/`) &&
  !instancePath.slice(union.instancePath.length + 1).includes('/')

const isAt = (union: Complaint, { instancePath }: Complaint): boolean =>
  instancePath === union.instancePath

function groupByMember(union: Complaint, within: readonly Complaint[]): Map<string, Complaint[]> {
  const members = new Map<string, Complaint[]>()
  for (const complaint of within) {
    const [member = ''] = complaint.schemaPath.slice(`${union.schemaPath}/anyOf/`.length).split('/')
    members.set(member, [...(members.get(member) ?? []), complaint])
  }
  return members
}

/** The type or value that a complaint asks for; undefined when it asks for something else. */
function wants({ keyword, params }: Complaint): string | undefined {
  if (keyword === 'type' && 'type' in params) return String(params.type)
  if (keyword === 'const' && 'allowedValue' in params) return String(params.allowedValue)
  if (keyword === 'enum' && 'allowedValues' in params)
    return [params.allowedValues].flat().join(', ')
  return undefined
}

function oneOf(words: (string | undefined)[]): string {
  const different = [...new Set(words.filter((word) => word !== undefined))]
  return different.length > 0
    ? `Input must be one of: ${different.join(', ')}`
    : 'Input fits none of the allowed forms'
}

function problemsOf(complaint: Complaint): Problem[] {
  const { params, keyword, message } = complaint
  // Beside the complaint about the whole object there is one for each extra member, which says no more.
  if (keyword === 'boolean') return []
  if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
    return below(complaint, params.additionalProperties, UNKNOWN)
  }
  if (keyword !== 'required' || !('requiredProperties' in params)) {
    return [problem(complaint, `Input ${message}`, keyword)]
  }
  return below(complaint, params.requiredProperties, MISSING)
}

const UNKNOWN = { msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }
const MISSING = { msg: 'Field required', type: 'missing' }

function below(complaint: Complaint, names: unknown, words: Omit<Problem, 'loc'>): Problem[] {
  const { loc } = problem(complaint, '', '')
  return [names].flat().map((name) => ({ loc: [...loc, String(name)], ...words }))
}

const problem = ({ instancePath }: Complaint, msg: string, type: string): Problem => ({
  loc: instancePath.split('/').slice(1).map(pathPart),
  msg,
  type,
})

const pathPart = (part: string): string | number => {
  const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}
