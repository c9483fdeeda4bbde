// The source files of a folder, one after the other, the nearest to its root first.
import { type Dirent, promises as fs } from 'node:fs'
import { join } from 'node:path'
import { type IgnoreRules, isIgnored, rulesFor } from './ignore-rules.ts'
import { isForeignFolder, isSourceName, isWritten, MAX_FILE_BYTES } from './source-rules.ts'

export interface WalkLimits {
  /** Entries of folders that are looked at. */
  maxEntries: number
  maxFiles: number
}
export const WALK_LIMITS: WalkLimits = { maxEntries: 300_000, maxFiles: 50_000 }

interface Folder {
  /** Relative, with a slash at its end; empty for the root. */
  path: string
  rules: IgnoreRules | undefined
}

/**
 * Yields paths relative to `root`, with slashes. Links are not followed, so that no loop is walked; folders
 * that cannot be read, or vanish meanwhile, are left out.
 */
export async function* sourceFilesIn(
  root: string,
  limits: WalkLimits = WALK_LIMITS,
): AsyncGenerator<string> {
  const folders: Folder[] = [{ path: '', rules: undefined }]
  let entriesLeft = limits.maxEntries
  let filesLeft = limits.maxFiles
  // A queue by index: shift() would move the rest each time.
  for (let at = 0; at < folders.length && entriesLeft > 0; at++) {
    const folder = folders[at] ?? { path: '', rules: undefined }
    const entries = (await entriesOf(join(root, folder.path))).slice(0, entriesLeft)
    entriesLeft -= entries.length
    const rules = await rulesIn(root, folder)
    folders.push(...foldersAmong(entries, folder.path, rules))
    for (const path of filesAmong(entries, folder.path, rules)) {
      if (--filesLeft < 0) return
      yield path
    }
  }
}

/** Whether the walk would come to this file: `path` is relative to `root`, with slashes. */
export async function isSourceFile(root: string, path: string): Promise<boolean> {
  const names = path.split('/')
  const fileName = names.pop() ?? ''
  if (!isSourceName(fileName) || names.some(isForeignFolder)) return false
  let folder: Folder = { path: '', rules: undefined }
  let rules = await rulesIn(root, folder)
  for (const name of names) {
    folder = { path: `${folder.path}${name}/`, rules }
    if (isIgnored(folder.path, rules)) return false
    rules = await rulesIn(root, folder)
  }
  return !isIgnored(path, rules)
}

const foldersAmong = (
  entries: readonly Dirent[],
  parent: string,
  rules: IgnoreRules | undefined,
): Folder[] =>
  entries
    .filter((entry) => entry.isDirectory() && !isForeignFolder(entry.name))
    .map((entry) => ({ path: `${parent}${entry.name}/`, rules }))
    .filter((folder) => !isIgnored(folder.path, rules))

const filesAmong = (
  entries: readonly Dirent[],
  parent: string,
  rules: IgnoreRules | undefined,
): string[] =>
  entries
    .filter((entry) => entry.isFile() && isSourceName(entry.name))
    .map((entry) => parent + entry.name)
    .filter((path) => !isIgnored(path, rules))

/** The text of a file that somebody wrote; undefined if it is too large, made by a machine, or gone. */
export async function readSource(path: string): Promise<string | undefined> {
  try {
    const { size } = await fs.stat(path)
    if (size > MAX_FILE_BYTES) return undefined
    const text = await fs.readFile(path, 'utf8')
    return isWritten(text) ? text : undefined
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

async function rulesIn(root: string, folder: Folder): Promise<IgnoreRules | undefined> {
  try {
    const text = await fs.readFile(join(root, folder.path, '.gitignore'), 'utf8')
    return rulesFor(folder.path, text, folder.rules)
  } catch {
    return folder.rules // Most folders have none.
  }
}
