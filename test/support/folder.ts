import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

interface Cleanup {
  after(run: () => unknown): void
}

/** A folder with these files, by relative path; it goes with the test. */
export function folderWith(t: Cleanup, files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'midfill-folder-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) writeIn(root, path, text)
  return root
}

export function writeIn(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
