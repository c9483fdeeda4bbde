// What does the first file of a language cost, and for how long does nothing else go on meanwhile?
//
// npm run bench -- first-use [rounds]. A fresh process for each sample, the languages in turn; CPU of all threads.
// Baseline: JSON, whose grammar is small.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Grammars, languageOf } from '../grammars/index.ts'
import { printMachine, printRows } from './support/report.ts'

const LANGUAGES = [
  'json',
  'typescript',
  'javascript',
  'python',
  'java',
  'go',
  'cpp',
  'csharp',
  'swift',
]
const ROUNDS = Number(process.argv[2] ?? 5)
const LOAD = 'load'

interface Sample {
  cpuMs: number
  stallMs: number
}

/** In a process of its own. */
async function load(languageId: string): Promise<Sample> {
  const language = languageOf({ languageId })
  if (!language) throw new Error(`nobody knows ${languageId}`)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const before = process.cpuUsage()
  const parser = await new Grammars().parserOf(language)
  parser?.parse('\n')?.close()
  const { user, system } = process.cpuUsage(before)
  await new Promise((resolve) => setTimeout(resolve, 5))
  return { cpuMs: (user + system) / 1_000, stallMs: delay.max / 1e6 }
}

async function sampleOf(languageId: string): Promise<Sample> {
  const child = fork(import.meta.filename, [LOAD, languageId])
  const [sample] = (await once(child, 'message')) as [Sample]
  return sample
}

async function main(): Promise<void> {
  const cpu: Record<string, number[]> = {}
  const stall: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const languageId of LANGUAGES) {
      const { cpuMs, stallMs } = await sampleOf(languageId)
      cpu[languageId] = [...(cpu[languageId] ?? []), cpuMs]
      stall[languageId] = [...(stall[languageId] ?? []), stallMs]
    }
  }
  printMachine()
  printRows(cpu, 'json', 'ms of CPU')
  console.log()
  printRows(stall, 'json', 'longest stall, ms')
}

const [what, languageId = ''] = process.argv.slice(2)
if (what === LOAD) process.send?.(await load(languageId), () => process.exit(0))
else await main()
