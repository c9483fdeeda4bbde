// The files of a folder that may be read, one after the other, the nearest to its root first.
import { type Dirent, promises as fs } from 'node:fs'
import { join } from 'node:path'
import { isForeignFolder, isSourceName, isWritten, MAX_FILE_BYTES } from './source-rules.ts'

/** What may be read: `.gitignore`, `.midfillignore`, `.ai-context-policy.yml`, the settings. By absolute path. */
export interface ReadPolicy {
  mayRead(path: string): boolean
  ignoresFolder(path: string): boolean
}

export interface WalkLimits {
  /** Entries of folders that are looked at. */
  maxEntries: number
  maxFiles: number
}
export const WALK_LIMITS: WalkLimits = { maxEntries: 300_000, maxFiles: 50_000 }

export interface Walk {
  /** Absolute, with slashes and none at its end. */
  root: string
  policy: ReadPolicy
  /** Whether a file of this base name is of use. */
  isWanted?(name: string): boolean
  limits?: WalkLimits
}

/**
 * Yields paths relative to `root`, with slashes. Links are not followed, so that no loop is walked; folders
 * that cannot be read, or vanish meanwhile, are left out.
 */
export async function* sourceFilesIn(walk: Walk): AsyncGenerator<string> {
  const { root, limits = WALK_LIMITS } = walk
  const folders = ['']
  let entriesLeft = limits.maxEntries
  let filesLeft = limits.maxFiles
  // A queue by index: shift() would move the rest each time.
  for (let at = 0; at < folders.length && entriesLeft > 0; at++) {
    const folder = folders[at] ?? ''
    const entries = (await entriesOf(join(root, folder))).slice(0, entriesLeft)
    entriesLeft -= entries.length
    for (const { name } of entries.filter((entry) => mayEnter(walk, folder, entry))) {
      folders.push(`${folder}${name}/`)
    }
    for (const { name } of entries.filter((entry) => isTaken(walk, folder, entry))) {
      if (--filesLeft < 0) return
      yield folder + name
    }
  }
}

const mayEnter = ({ root, policy }: Walk, folder: string, entry: Dirent): boolean =>
  entry.isDirectory() &&
  !isForeignFolder(entry.name) &&
  !policy.ignoresFolder(`${root}/${folder}${entry.name}`)

const isTaken = (
  { root, policy, isWanted = isSourceName }: Walk,
  folder: string,
  entry: Dirent,
): boolean =>
  entry.isFile() && isWanted(entry.name) && policy.mayRead(`${root}/${folder}${entry.name}`)

/** Whether the walk would come to this file: `path` is relative to the root, with slashes. */
export function isReached({ root, policy, isWanted = isSourceName }: Walk, path: string): boolean {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  return isWanted(name) && !folders.some(isForeignFolder) && policy.mayRead(`${root}/${path}`)
}

/** The text of a file that somebody wrote; undefined if it is too large, made by a machine, or gone. */
export async function readSource(path: string): Promise<string | undefined> {
  const text = await readText(path, MAX_FILE_BYTES)
  return text !== undefined && isWritten(text) ? text : undefined
}

/** Undefined if it is too large, no file, or gone. */
export async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const stat = await fs.lstat(path)
    return stat.isFile() && stat.size <= maxBytes ? await fs.readFile(path, 'utf8') : undefined
  } catch {
    return undefined // Gone or not ours to read: it is as if it were not there.
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return [] // Gone or not ours to read.
  }
}
