// This project's own history, commit by commit.
import { execFileSync } from 'node:child_process'
import { addedLinesOf } from './added-lines.ts'
import type { SourceFile } from './download.ts'
import type { Step } from './later.ts'

const SOURCE = /\.ts$/
/** The first commits have no workspace to learn from. */
const FIRST_COMMITS = 3

/** Commits oldest first, without merges. */
export function commits(): string[] {
  return git('rev-list', '--no-merges', '--reverse', 'HEAD').trim().split('\n').slice(FIRST_COMMITS)
}

export function commitStep(commit: string): Step {
  const diff = git('diff', '--unified=0', '--no-color', '--no-renames', `${commit}~1`, commit)
  const lines = addedLinesOf(diff)
  const changes = filesAt(commit).flatMap(({ name, text }) => {
    const added = lines.get(name)
    return added ? [{ name, text, ...added }] : []
  })
  return { name: commit, before: filesAt(`${commit}~1`), changes }
}

function filesAt(commit: string): SourceFile[] {
  const rows = git('ls-tree', '-r', commit).trim().split('\n')
  const files = rows.flatMap((row) => {
    const [, blob = '', name = ''] = /^\S+ blob (\S+)\t(.+)$/.exec(row) ?? []
    return SOURCE.test(name) ? [{ blob, name }] : []
  })
  readBlobs(files.map(({ blob }) => blob).filter((blob) => !texts.has(blob)))
  return files.map(({ blob, name }) => ({ name, text: texts.get(blob) ?? '' }))
}

/** Most files are the same from commit to commit. */
const texts = new Map<string, string>()

/** One process for all of them: `<blob> blob <bytes>`, a line break, the text, a line break. */
function readBlobs(blobs: readonly string[]): void {
  if (blobs.length === 0) return
  const input = `${blobs.join('\n')}\n`
  const all = execFileSync('git', ['cat-file', '--batch'], { input, maxBuffer: 2 ** 30 })
  let at = 0
  for (const blob of blobs) {
    const headEnd = all.indexOf('\n', at)
    const bytes = Number(all.toString('utf8', at, headEnd).split(' ')[2])
    texts.set(blob, all.toString('utf8', headEnd + 1, headEnd + 1 + bytes))
    at = headEnd + bytes + 2
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
}
