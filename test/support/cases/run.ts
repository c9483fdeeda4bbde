// Plays cases against the built gateway: npx tsx test/support/cases/run.ts FILE.jsonl [FILE...] [--only REGEX]
import { parseArgs } from 'node:util'
import { readCases } from './formats.ts'
import { playAll } from './play-all.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
})
const only = new RegExp(values.only)

for (const file of positionals) {
  const cases = readCases(file).filter(({ id }) => only.test(id))
  let failed = 0
  await playAll(cases, async ({ id }, play) => {
    const problems = await play()
    if (problems.length === 0) return
    failed += 1
    console.log([`FAIL ${id}`, ...problems].join('\n     '))
  })
  console.log(`${file}: ${cases.length - failed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}
