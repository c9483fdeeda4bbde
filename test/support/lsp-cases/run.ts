// Plays cases against the built language server: npx tsx test/support/lsp-cases/run.ts FILE.jsonl [KIND...]
import { type LspCase, readLspCases } from './case.ts'
import { groupsOf, Stage } from './play.ts'

const [file = '', ...kinds] = process.argv.slice(2)
const counts = { passed: 0, failed: 0, 'in words': 0 }

function report(one: LspCase, problems: string[] | undefined): void {
  if (!problems) {
    counts['in words'] += 1
    console.log(`in words ${one.id}: ${one.expect}`)
  } else if (problems.length === 0) {
    counts.passed += 1
  } else {
    counts.failed += 1
    console.log([`FAIL ${one.id}`, ...problems].join('\n     '))
  }
}

const cases = readLspCases(file, kinds.length > 0 ? kinds : ['redaction', 'filter'])
for (const group of groupsOf(cases)) {
  const cleanups: (() => unknown)[] = []
  const stage = await Stage.open({ after: (run) => cleanups.push(run) }, group[0]?.input.settings)
  for (const one of group) report(one, await stage.problemsOf(one))
  for (const cleanup of cleanups) await cleanup()
}
console.log(
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', '),
)
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
