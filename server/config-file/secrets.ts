import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isSendable } from '../selection/named-model.ts'
import type { Complain } from './complain.ts'
import type { Path } from './parse.ts'

const FILE_PREFIX = 'file:'
/** A key is short; whatever is longer is another file. */
const MAX_SECRET_BYTES = 64 * 1024

/** Reads secrets as a file writes them: the text itself, or `file:` and a path relative to that file. */
export function secretReader(folder: string, complain: Complain) {
  /** For each file, what it held: a changed secret is a changed configuration. */
  const contents = new Map<string, string>()
  const secret = (written: string, path: Path): string => {
    const key = written.startsWith(FILE_PREFIX)
      ? fromFile(written.slice(FILE_PREFIX.length), path)
      : written
    if (!isSendable(key)) complain(path, 'a key cannot hold such characters')
    return key
  }
  const fromFile = (name: string, path: Path): string => {
    const file = resolve(folder, name.trim())
    const { text, reason } = readSecret(file)
    contents.set(file, text)
    if (reason) complain(path, `${file} cannot be read (${reason})`)
    else if (text === '') complain(path, `${file} is empty`)
    return text
  }
  return { secret, contents }
}

export function readSecret(file: string): { text: string; reason?: string } {
  try {
    const about = statSync(file)
    if (!about.isFile()) return { text: '', reason: 'not a file' }
    if (about.size > MAX_SECRET_BYTES) return { text: '', reason: 'too long for a secret' }
    return { text: readFileSync(file, 'utf8').trim() }
  } catch (error) {
    return { text: '', reason: codeOf(error) }
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
