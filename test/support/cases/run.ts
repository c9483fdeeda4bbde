// Plays cases against the built gateway: npx tsx test/support/cases/run.ts FILE.jsonl [FILE...] [--only REGEX]
import { parseArgs } from 'node:util'
import { readCases } from './formats.ts'
import { playAll } from './play-all.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
})
const only = new RegExp(values.only)
const cases = positionals.flatMap(readCases).filter(({ id }) => only.test(id))
const failed = new Map(positionals.map((file) => [file, 0]))

await playAll(cases, async ({ id, file }, play) => {
  const problems = await play()
  if (problems.length === 0) return
  failed.set(file, (failed.get(file) ?? 0) + 1)
  console.log([`FAIL ${id}`, ...problems].join('\n     '))
})

for (const [file, count] of failed) {
  const all = cases.filter((one) => one.file === file).length
  console.log(`${file}: ${all - count} passed, ${count} failed`)
  if (count > 0 || all === 0) process.exitCode = 1
}
