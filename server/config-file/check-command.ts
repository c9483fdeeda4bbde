// `midfill config check`: everything that is wrong with a file, without starting anything.
import type { Environment } from '../environment-reader.ts'
import { summaryOf } from './plan.ts'
import { readConfigFile } from './read.ts'

/** What is not written in the file does not matter to its being right. */
const ANY_TIMEOUTS = { connectMs: 1, firstTokenMs: 1, gapMs: 1, totalMs: 1 }

/** Exit status: 0 when a gateway would take the file, else 1. */
export function checkConfig(path: string, env: Environment): number {
  const { plan, problems } = readConfigFile({ path, env, timeouts: ANY_TIMEOUTS })
  if (plan) {
    process.stdout.write(`${path}: good; ${summaryOf(plan)}\n`)
    return 0
  }
  process.stderr.write(`${problems.join('\n')}\n`)
  return 1
}
