// Brings the repositories into a temporary folder, once.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
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

/** Every source file of a repository, by name. Downloads the package with npm when it is not there. */
export function filesOf(repository: Repository): SourceFile[] {
  const root = join(FOLDER, repository.package.replace(/[^\w.@-]/g, '+'))
  if (!existsSync(join(root, 'package'))) download(repository.package, root)
  return repository.folders
    .flatMap((folder) => sourcesIn(join(root, 'package'), folder))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
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
