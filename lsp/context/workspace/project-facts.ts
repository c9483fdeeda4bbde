// What tsconfig.json, go.mod and composer.json around a file say, read when an import is first looked for.
import { readFileSync, statSync } from 'node:fs'
import { foldersUpFrom, join, type Project } from '../imports/project.ts'
import { goModuleOf, psr4Of, tsExtendsOf, tsPathsOf } from '../imports/project-files.ts'

type Facts = Omit<Project, 'exists' | 'filesIn'>
type Read = (path: string) => string | undefined

/** An edit of such a file counts soon, and a question costs no disk. */
const FRESH_MS = 10_000
/** Nobody writes more by hand. */
const MAX_BYTES = 200_000
/** A configuration that extends one that extends one: more are a loop. */
const MAX_EXTENDS = 4
const TS_FILES = ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json']

export interface ProjectFactsOptions {
  /** The text of a file by absolute path; undefined if there is none. */
  read?: Read
  /** Milliseconds that only go on. */
  now?(): number
}

/** Remembers what it read for a while. */
export function projectFacts({
  read = readSmall,
  now = performance.now.bind(performance),
}: ProjectFactsOptions = {}) {
  const known = new Map<string, { facts: Facts; readAt: number }>()
  return (root: string, folder: string): Facts => {
    const key = `${root}/${folder}`
    const remembered = known.get(key)
    if (remembered && now() - remembered.readAt < FRESH_MS) return remembered.facts
    const facts = factsAround(folder, (path) => read(`${root}/${path}`))
    known.set(key, { facts, readAt: now() })
    return facts
  }
}

/** Of several, the innermost folder's; of Go modules, all on the way. */
function factsAround(folder: string, read: Read): Facts {
  const facts: { -readonly [Member in keyof Facts]: Facts[Member] } = {}
  const goModules: NonNullable<Facts['goModules']>[number][] = []
  for (const at of foldersUpFrom(folder)) {
    const textOf = (name: string): string | undefined => read(join(at, name) ?? name)
    const paths = facts.tsPaths ?? firstOf(TS_FILES, (name) => tsPathsAt(join(at, name), read))
    if (paths) facts.tsPaths = paths
    const goMod = textOf('go.mod')
    const module = goMod === undefined ? undefined : goModuleOf(goMod, at)
    if (module) goModules.push(module)
    const composer = facts.psr4 ? undefined : textOf('composer.json')
    if (composer !== undefined) facts.psr4 = psr4Of(composer, at)
  }
  return { ...facts, goModules }
}

/** Its own paths, or those of the configuration that it extends. */
function tsPathsAt(file: string | undefined, read: Read): Facts['tsPaths'] {
  let at = file
  for (let step = 0; at !== undefined && step < MAX_EXTENDS; step++) {
    const text = read(at)
    if (text === undefined) return undefined
    const folder = at.slice(0, Math.max(0, at.lastIndexOf('/')))
    const paths = tsPathsOf(text, folder)
    if (paths) return paths
    const extended = tsExtendsOf(text)
    at = extended === undefined ? undefined : join(folder, extended)
  }
  return undefined
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function readSmall(path: string): string | undefined {
  try {
    const { size } = statSync(path)
    return size > MAX_BYTES ? undefined : readFileSync(path, 'utf8')
  } catch {
    return undefined // Most folders have none.
  }
}
