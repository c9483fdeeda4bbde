// Which files changed in the same commits: what git's history says of files that belong together.
import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const COMMITS = 500
/** Larger commits move or reformat: they tie together what has nothing to do with each other. */
const MAX_FILES_OF_COMMIT = 20
/** Once may be chance. */
const MIN_SHARED_COMMITS = 2
const MAX_OUTPUT_BYTES = 8_000_000
const LIMIT_MS = 10_000
/** Windows looks for programs where a process is started: not in a workspace, which may bring its own `git.exe`. */
const SAFE_FOLDER = dirname(process.execPath)
const COMMIT_MARK = '\0'

/** A repository's own configuration can name programs to run and servers to ask: none of it is wanted to read names. */
const HARMLESS = [
  ...['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false'],
  ...['-c', 'protocol.allow=never', '-c', 'diff.external=', '--no-pager'],
]
const LOG = [
  ...['log', '--no-merges', '--no-renames', '--no-ext-diff', '--no-textconv', '--name-only'],
  ...['--relative', '-z', `--max-count=${COMMITS}`, '--format=%x00'],
]

const run = promisify(execFile)
const NONE: ReadonlySet<string> = new Set()

/** By path: the paths that changed together with it. Absolute, with slashes. */
export class CoChanges {
  readonly #partners = new Map<string, ReadonlySet<string>>()

  of(path: string): ReadonlySet<string> {
    return this.#partners.get(path) ?? NONE
  }

  /** Reads the history of a folder; without git, or without a history, nothing is learned. */
  async learn(root: string): Promise<void> {
    try {
      const options = { cwd: SAFE_FOLDER, timeout: LIMIT_MS, maxBuffer: MAX_OUTPUT_BYTES }
      const { stdout } = await run('git', ['-C', root, ...HARMLESS, ...LOG], options)
      for (const [path, partners] of partnersIn(commitsIn(stdout))) {
        const absolute = [...partners].map((partner) => `${root}/${partner}`)
        this.#partners.set(`${root}/${path}`, new Set(absolute))
      }
    } catch {
      // No git, no repository, or a history that takes too long: files are known by their words alone.
    }
  }
}

/** Paths by commit. With `-z` git writes a NUL behind each path, and our mark between the commits. */
export function commitsIn(log: string): string[][] {
  const commits: string[][] = []
  let commit: string[] = []
  for (const part of log.split(COMMIT_MARK)) {
    const path = part.replace(/^\n/, '')
    if (path !== '') {
      commit.push(path)
      continue
    }
    if (commit.length > 0) commits.push(commit)
    commit = []
  }
  if (commit.length > 0) commits.push(commit)
  return commits
}

export function partnersIn(commits: readonly string[][]): Map<string, Set<string>> {
  const counts = new Map<string, Map<string, number>>()
  for (const paths of commits) {
    if (paths.length > MAX_FILES_OF_COMMIT) continue
    for (const path of paths) countOthers(path, paths, counts)
  }
  const often = new Map<string, Set<string>>()
  for (const [path, partners] of counts) {
    const kept = [...partners].filter(([, shared]) => shared >= MIN_SHARED_COMMITS)
    if (kept.length > 0) often.set(path, new Set(kept.map(([partner]) => partner)))
  }
  return often
}

function countOthers(
  path: string,
  paths: readonly string[],
  counts: Map<string, Map<string, number>>,
): void {
  const partners = counts.get(path) ?? new Map<string, number>()
  counts.set(path, partners)
  for (const other of paths) {
    if (other !== path) partners.set(other, (partners.get(other) ?? 0) + 1)
  }
}
