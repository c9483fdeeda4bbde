// Brings the repositories into a temporary folder, once.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { addedLinesOf } from './added-lines.ts'
import type { Step } from './later.ts'
import type { Repository } from './repositories.ts'

const FOLDER = join(tmpdir(), 'midfill-bench-engine')
const SOURCE = /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|swift|c|cc|cpp|h|hpp|mm?|php|svelte|vue|cs)$/
const LEFT_OUT = /node_modules|\.min\.|\/dist\/|\.d\.[cm]?ts$|\/vendor/
const MAX_FILE_BYTES = 400_000

export interface SourceFile {
  /** Relative to its repository. */
  name: string
  text: string
}

/** Every source file of a repository, by name. */
export function filesOf(repository: Repository): SourceFile[] {
  const root = join(folderOf(repository.package), 'package')
  return repository.folders
    .flatMap((folder) => sourcesIn(root, folder))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a later release made of a repository; undefined where none is named. */
export function releaseStep(repository: Repository): Step | undefined {
  const { package: name, later, folders } = repository
  if (later === undefined) return undefined
  const [from, to] = [folderOf(name), folderOf(later)].map((root) => relative(FOLDER, root))
  const command = [
    'diff',
    '--no-index',
    '--unified=0',
    '--no-color',
    '--no-renames',
    `${from}`,
    `${to}`,
  ]
  // Its status says whether there are differences.
  const { stdout } = spawnSync('git', command, {
    cwd: FOLDER,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const lines = addedLinesOf(stdout)
  const changes = filesOf({ ...repository, package: later, folders }).flatMap((file) => {
    const added = lines.get(`${to}/package/${file.name}`)
    return added ? [{ ...file, ...added }] : []
  })
  return { name: later, before: filesOf(repository), changes }
}

/** Where a package lies; downloads it with npm when it is not there. */
function folderOf(name: string): string {
  const root = join(FOLDER, name.replace(/[^\w.@-]/g, '+'))
  if (!existsSync(join(root, 'package'))) download(name, root)
  return root
}

function download(name: string, root: string): void {
  mkdirSync(root, { recursive: true })
  execFileSync('npm', ['pack', name, '--silent', '--pack-destination', root], { cwd: root })
  const [archive] = readdirSync(root).filter((file) => file.endsWith('.tgz'))
  if (!archive) throw new Error(`npm brought no archive of ${name}`)
  execFileSync('tar', ['-xzf', archive], { cwd: root })
}

/** Reads every source file under `folder`; names are relative to `root`. */
export function sourcesIn(root: string, folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(root, folder, file))
    .filter((path) => SOURCE.test(path) && !LEFT_OUT.test(relative(root, path)))
    .filter((path) => statSync(path).isFile() && statSync(path).size <= MAX_FILE_BYTES)
    .map((path) => ({ name: relative(root, path), text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))
}
