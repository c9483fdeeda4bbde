// Reads a workspace into an engine.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../../engine/index.ts'
import { settleInSlices } from './settling.ts'
import { sourceFilesOf } from './source-files.ts'

export interface Reading {
  files: number
  bytes: number
}

/** One file after another, so that questions are answered in between; what vanishes is left out. */
export async function readWorkspace(engine: Engine, folder: string): Promise<Reading> {
  const reading = { files: 0, bytes: 0 }
  const { maxFileChars } = engine.workspace.limits
  for (const name of await sourceFilesOf(folder)) {
    const text = await textOf(join(folder, name), maxFileChars)
    // What an editor sent meanwhile is newer than the disk.
    if (text === undefined || engine.workspace.has(name)) continue
    if (!engine.workspace.load(name, text)) continue
    reading.files += 1
    reading.bytes += Buffer.byteLength(text)
  }
  await settleInSlices(engine)
  return reading
}

async function textOf(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const { size } = await stat(path)
    return size > maxBytes ? undefined : await readFile(path, 'utf8')
  } catch {
    return undefined // It vanished, or may not be read.
  }
}
