// midfill.yaml -> plan, or everything that is wrong with it.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Environment } from '../environment-reader.ts'
import { nearestName } from '../nearest-name.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import { planOf, problemsOfForm } from './check.ts'
import { namesAt } from './names-at.ts'
import { type Misplaced, type Parsed, type Path, parse } from './parse.ts'
import type { FilePlan } from './plan.ts'
import { codeOf, secretReader } from './secrets.ts'
import { soundPart } from './sound-part.ts'
import { withVariables } from './variables.ts'

/** A thousand rules are a tenth of this; whatever is longer is another file. */
const MAX_FILE_BYTES = 1024 * 1024

export interface FileSource {
  readonly path: string
  readonly env: Environment
  /** Where a deployment says nothing. */
  readonly timeouts: DeploymentPlan['timeouts']
}

export interface FileReading {
  /** Undefined: there are problems. */
  readonly plan: FilePlan | undefined
  /** `midfill.yaml:3:7: what is wrong`, in the order of the file. Never hold a secret. */
  readonly problems: readonly string[]
  /** Changes with the file and with every secret that it names. */
  readonly fingerprint: string
}

/** Never throws. */
export function readConfigFile(source: FileSource): FileReading {
  const { path } = source
  const { text, reason } = textOf(resolve(path))
  if (reason) return failed([`${path}: cannot be read (${reason})`], reason)
  const parsed = parse(text)
  if ('problems' in parsed) return failed(sorted(path, parsed.problems), text)
  const { add, found } = gatherer(parsed)
  const value = withVariables(parsed.value, source.env, add)
  const ofForm = problemsOfForm(value)
  for (const { loc, msg, type } of ofForm) {
    if (type === 'extra_forbidden') add(loc, unknownName(loc), parsed.placeOfName(loc))
    else add(loc, inWords(loc, msg))
  }
  const { secret, contents } = secretReader(dirname(resolve(path)), add)
  const parts = { complain: add, secret, timeouts: source.timeouts }
  const plan = planOf(soundPart(value, ofForm), parts)
  const fingerprint = digest(text, ...[...contents].flat())
  if (found.size > 0) {
    return { plan: undefined, problems: sorted(path, [...found.values()]), fingerprint }
  }
  return { plan, problems: [], fingerprint }
}

/** Keeps what is said first of a piece, and what is said of its parts before what is said of the whole: the rest follows. */
function gatherer(parsed: Parsed) {
  const found = new Map<string, Misplaced>()
  const add = (at: Path, message: string, place = parsed.placeOf(at)): void => {
    const key = `/${at.join('/')}`
    for (const known of found.keys()) {
      if (known === key || known.startsWith(`${key}/`)) return
    }
    found.set(key, { ...place, message })
  }
  return { add, found }
}

const failed = (problems: readonly string[], content: string): FileReading => ({
  plan: undefined,
  problems,
  fingerprint: digest(content),
})

/** For comparing only; the file's own text may hold secrets. */
const digest = (...texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64')

function textOf(path: string): { text: string; reason?: string } {
  try {
    const about = statSync(path)
    if (!about.isFile()) return { text: '', reason: 'not a file' }
    if (about.size > MAX_FILE_BYTES) return { text: '', reason: 'larger than 1 MiB' }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) }
  } catch (error) {
    return { text: '', reason: error instanceof TypeError ? 'not UTF-8' : codeOf(error) }
  }
}

const sorted = (path: string, problems: readonly Misplaced[]): string[] =>
  problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`)

const inWords = (loc: Path, msg: string): string =>
  loc.length === 0 ? `the file: ${msg}` : `${String(loc.at(-1))}: ${msg}`

function unknownName(loc: Path): string {
  const name = String(loc.at(-1))
  const meant = nearestName(name, namesAt(loc.slice(0, -1)))
  return `there is no member "${name}" here${meant && `; did you mean ${meant}?`}`
}
