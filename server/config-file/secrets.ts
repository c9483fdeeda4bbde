import { resolve } from 'node:path'
import { isSendable } from '../selection/named-model.ts'
import type { Complain } from './complain.ts'
import { bytesOf } from './contents.ts'
import type { Path } from './parse.ts'

const FILE_PREFIX = 'file:'
/** A key is short; whatever is longer is another file. */
const MAX_SECRET_BYTES = 64 * 1024

/** Reads secrets as a file writes them: the text itself, or `file:` and a path relative to that file. */
export function secretReader(folder: string, complain: Complain) {
  const contents = new Map<string, Buffer | undefined>()
  const secret = (written: string, path: Path): string => {
    const key = written.startsWith(FILE_PREFIX)
      ? fromFile(resolve(folder, written.slice(FILE_PREFIX.length).trim()), path)
      : written
    if (!isSendable(key)) complain(path, 'a key cannot hold such characters')
    return key
  }
  const fromFile = (file: string, path: Path): string => {
    const { bytes, reason } = bytesOf(file, { maxBytes: MAX_SECRET_BYTES })
    contents.set(file, bytes)
    const text = bytes?.toString('utf8').trim() ?? ''
    if (reason !== undefined) complain(path, `${file} cannot be read (${reason})`)
    else if (text === '') complain(path, `${file} is empty`)
    return text
  }
  return { secret, contents }
}
