// `midfill engine stats DIR`: what the embedded engine makes of a folder.
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Engine } from '../engine/index.ts'
import { readWorkspace, textFilesIn } from './engine/read-workspace.ts'

/** Places asked about, spread over the files. */
const QUESTIONS = 200
const MAX_LINES = 1

/** Prints size, build time and answer times on standard output. Exit status 1: no source files there. */
export async function engineStats(folder: string): Promise<number> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    process.stderr.write(`midfill: ${folder} is not a folder\n`)
    return 1
  }
  const engine = new Engine()
  const startedAt = performance.now()
  const { files, bytes } = await readWorkspace(engine, folder)
  const ms = performance.now() - startedAt
  if (files === 0) {
    process.stderr.write('midfill: no source files there\n')
    return 1
  }
  const times = await answerTimes(engine, folder)
  const kept = engine.workspace.bytes
  const rows = [
    `files: ${files}, ${mega(bytes)} MB`,
    `tokens: ${engine.workspace.tokenCount}`,
    `kept: ${mega(kept)} MB, ${(kept / bytes).toFixed(2)} bytes per byte of source`,
    `built in: ${ms.toFixed(0)} ms, reading included, ${(bytes / 1e3 / ms).toFixed(1)} MB/s`,
    `answers: ${times.length}, p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms`,
  ]
  process.stdout.write(`${rows.join('\n')}\n`)
  return 0
}

/** Sorted, in ms. Each question stands in the middle of a file, at the end of a line. */
async function answerTimes(engine: Engine, folder: string): Promise<number[]> {
  const names: string[] = []
  for await (const name of textFilesIn(folder)) names.push(name)
  const stride = Math.max(1, Math.floor(names.length / QUESTIONS))
  const times: number[] = []
  for (let i = 0; i < names.length; i += stride) {
    const name = names[i] ?? ''
    const text = await readFile(join(folder, name), 'utf8').catch(() => '')
    const cut = text.indexOf('\n', text.length / 2) + 1
    const request = { name, prefix: text.slice(0, cut), suffix: text.slice(cut) }
    // Once for the tokens of the file, which an editor's earlier questions have left there.
    engine.suggest(request)
    const startedAt = performance.now()
    engine.suggest({ ...request, maxLines: MAX_LINES })
    times.push(performance.now() - startedAt)
  }
  return times.sort((a, b) => a - b)
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(1)

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1)
