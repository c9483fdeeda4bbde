// Plays cases against the built language server: npx tsx test/support/lsp-cases/run.ts FILE.jsonl [KIND...]
import { readLspCases } from './case.ts'
import { problemsOf } from './play.ts'

const [file = '', ...kinds] = process.argv.slice(2)
const counts = { passed: 0, failed: 0, 'in words': 0 }
for (const one of readLspCases(file, kinds.length > 0 ? kinds : ['redaction', 'filter'])) {
  const cleanups: (() => unknown)[] = []
  const problems = await problemsOf({ after: (run) => cleanups.push(run) }, one)
  for (const cleanup of cleanups) await cleanup()
  if (!problems) counts['in words'] += 1
  else if (problems.length === 0) counts.passed += 1
  else {
    counts.failed += 1
    console.log([`FAIL ${one.id}`, ...problems].join('\n     '))
  }
  if (!problems) console.log(`in words ${one.id}: ${one.expect}`)
}
console.log(
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', '),
)
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
