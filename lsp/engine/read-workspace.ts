// Reads a workspace into an engine.
import type { Engine } from '../../engine/index.ts'
import { innermostFolder, relativeTo } from '../context/folders.ts'
import { type Places, placesIn, policyOf } from '../context/policy/places.ts'
import { isReached, readText, sourceFilesIn } from '../context/workspace/source-files.ts'
import { isTextName } from '../context/workspace/source-rules.ts'
import { inSlices, settleInSlices } from './slices.ts'

export interface Reading {
  files: number
  bytes: number
}

/** One file after another, so that questions are answered in between; what vanishes is left out. */
export async function readWorkspace(
  engine: Engine,
  folder: string,
  places = placesIn([folder]),
): Promise<Reading> {
  const reading = { files: 0, bytes: 0 }
  const { maxFileChars } = engine.workspace.limits
  for await (const name of textFilesIn(folder, places)) {
    const text = await readText(`${folder}/${name}`, maxFileChars)
    // What an editor sent meanwhile is newer than the disk.
    if (text === undefined || engine.workspace.has(name)) continue
    if (!(await inSlices(engine.workspace.loading(name, text)))) continue
    reading.files += 1
    reading.bytes += Buffer.byteLength(text)
  }
  await settleInSlices(engine)
  return reading
}

/** Reads a file again that changed on the disk, came or went; a folder that went is not noticed. */
export async function readAgain(engine: Engine, path: string, places: Places): Promise<void> {
  const root = innermostFolder(path, places.roots)
  if (root === undefined) return
  const name = relativeTo(root, path)
  const isWanted = isReached({ root, policy: policyOf(places), isWanted: isTextName }, name)
  const text = isWanted ? await readText(path, engine.workspace.limits.maxFileChars) : undefined
  if (text === undefined) engine.workspace.drop(name)
  else engine.workspace.take(name, text)
}

/** Names relative to a folder, with slashes: what people wrote and nothing keeps back. */
export function textFilesIn(folder: string, places = placesIn([folder])): AsyncGenerator<string> {
  return sourceFilesIn({ root: folder, policy: policyOf(places), isWanted: isTextName })
}

/** What is kept back now may have been read before. A name stands for a file of any of the folders. */
export function forgetKeptBack(engine: Engine, places: Places): void {
  const policy = policyOf(places)
  for (const name of [...engine.workspace.names]) {
    if (places.roots.some((root) => !policy.mayRead(`${root}/${name}`))) engine.workspace.drop(name)
  }
}
