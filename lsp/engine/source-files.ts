// The source files of a folder: what the engine may learn from.
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { languageOfFile } from '../../grammars/index.ts'

/** More are left out. */
const MAX_FILES = 100_000
/** A listing that takes longer comes from a disk that is not worth waiting for. */
const LISTING_TIMEOUT_MS = 20_000
const MAX_LISTING_BYTES = 64 * 2 ** 20
/** Made or brought by programs, where no .gitignore says so; hidden folders are left out as well. */
const LEFT_OUT = new Set(['node_modules', 'vendor', 'dist', 'build', 'out', 'target', 'coverage'])
const GENERATED = /\.min\.\w+$|\.lock$|-lock\.\w+$/

/**
 * Names relative to `folder`, with slashes. Inside a git repository those that git does not ignore,
 * else everything outside well-known folders of generated code. Empty where nothing can be read.
 */
export async function sourceFilesOf(folder: string): Promise<string[]> {
  const names = (await listedByGit(folder)) ?? (await walked(folder))
  return names.filter(isSource).slice(0, MAX_FILES)
}

function isSource(name: string): boolean {
  const parts = name.split('/')
  if (parts.some((part) => part.startsWith('.') || LEFT_OUT.has(part))) return false
  return !GENERATED.test(name) && languageOfFile(parts.at(-1) ?? '') !== undefined
}

async function listedByGit(folder: string): Promise<string[] | undefined> {
  // The workspace's own configuration must not start programs.
  const options = ['-c', 'core.fsmonitor=false']
  const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  try {
    const { stdout } = await promisify(execFile)('git', [...options, ...command], {
      cwd: folder,
      timeout: LISTING_TIMEOUT_MS,
      maxBuffer: MAX_LISTING_BYTES,
    })
    return [...new Set(stdout.split('\0').filter((name) => name !== ''))]
  } catch {
    return undefined // No git, or no repository: the folder is walked.
  }
}

async function walked(root: string): Promise<string[]> {
  const names: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (names.length >= MAX_FILES) break
    // Symbolic links are not followed: neither loops nor files of elsewhere.
    for (const entry of await entriesOf(join(root, folder))) {
      const name = folder + entry.name
      if (entry.isFile()) names.push(name)
      else if (entry.isDirectory() && !isLeftOut(entry.name)) folders.push(`${name}/`)
    }
  }
  return names.sort()
}

const isLeftOut = (name: string): boolean => name.startsWith('.') || LEFT_OUT.has(name)

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch {
    return [] // It vanished, or may not be read.
  }
}
