// midfill.yaml -> plan, or everything that is wrong with it.

import { dirname, resolve } from 'node:path'
import { nearestName } from '../../protocol/index.ts'
import type { Environment } from '../environment-reader.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import { planOf, problemsOfForm } from './check.ts'
import { bytesOf, type Contents } from './contents.ts'
import { namesAt } from './names-at.ts'
import { type Misplaced, type Parsed, type Path, parse } from './parse.ts'
import type { FilePlan } from './plan.ts'
import { secretReader } from './secrets.ts'
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
  /** The file and every secret that it names. */
  readonly contents: Contents
}

/** Never throws. */
export function readConfigFile(source: FileSource): FileReading {
  const { path } = source
  const file = resolve(path)
  const { bytes, reason } = bytesOf(file, { maxBytes: MAX_FILE_BYTES })
  const contents = new Map([[file, bytes]])
  const failed = (problems: readonly string[]) => ({ plan: undefined, problems, contents })
  const text = bytes && decoded(bytes)
  if (text === undefined) return failed([`${path}: cannot be read (${reason ?? 'not UTF-8'})`])
  const parsed = parse(text)
  if ('problems' in parsed) return failed(sorted(path, parsed.problems))
  const { plan, found, secrets } = lookedInto(parsed, source)
  for (const [name, held] of secrets) contents.set(name, held)
  return found.length > 0 ? failed(sorted(path, found)) : { plan, problems: [], contents }
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined // Another encoding is the only reason there is.
  }
}

function lookedInto(parsed: Parsed, { path, env, timeouts }: FileSource) {
  const { add, found } = gatherer(parsed)
  const value = withVariables(parsed.value, env, add)
  const ofForm = problemsOfForm(value)
  for (const { loc, msg, type } of ofForm) {
    if (type === 'extra_forbidden') add(loc, unknownName(loc), parsed.placeOfName(loc))
    else add(loc, inWords(loc, msg))
  }
  const { secret, contents } = secretReader(dirname(resolve(path)), add)
  const plan = planOf(soundPart(value, ofForm), { complain: add, secret, timeouts })
  return { plan, found: [...found.values()], secrets: contents }
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
