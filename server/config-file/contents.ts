// The files that a configuration consists of, and whether any of them has changed.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { systemReason } from '../../protocol/index.ts'

/** What each file held; undefined where it could not be read. */
export type Contents = ReadonlyMap<string, Buffer | undefined>

export type FileBytes =
  | { readonly bytes: Buffer; readonly reason?: undefined }
  | { readonly bytes?: undefined; readonly reason: string }

export function bytesOf(path: string, { maxBytes }: { maxBytes: number }): FileBytes {
  try {
    const about = statSync(path)
    // A pipe would be waited for.
    if (!about.isFile()) return { reason: 'not a file' }
    if (about.size > maxBytes) return { reason: `larger than ${maxBytes / 1024} KiB` }
    return { bytes: readFileSync(path) }
  } catch (error) {
    return { reason: systemReason(error) }
  }
}

/** Changes with any of the files; tells nothing of what they hold. */
export function fingerprint(contents: Contents): string {
  const hash = createHash('sha256')
  for (const [path, bytes] of contents) {
    hash.update(JSON.stringify([path, bytes?.length ?? null]))
    if (bytes) hash.update(bytes)
  }
  return hash.digest('base64')
}

/** Of the same files as they are now. Never rejects. */
export async function fingerprintNow(paths: readonly string[]): Promise<string> {
  const contents = new Map<string, Buffer | undefined>()
  for (const path of paths) {
    // A file that is not there now is one that has changed.
    contents.set(path, await readFile(path).catch(() => undefined))
  }
  return fingerprint(contents)
}
