// `npm run bench -- NAME [arguments]`: runs bench/NAME.ts; without a name it lists them and their questions.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [name, ...rest] = process.argv.slice(2)
if (name && existsSync(join('bench', `${name}.ts`))) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join('bench', `${name}.ts`), ...rest],
    { stdio: 'inherit' },
  )
  process.exit(status ?? 1)
}
for (const file of readdirSync('bench').filter((entry) => entry.endsWith('.ts'))) {
  const [question] = readFileSync(join('bench', file), 'utf8').split('\n')
  console.log(`${file.replace(/\.ts$/, '')}: ${question?.replace('// ', '')}`)
}
if (name) process.exit(1)
