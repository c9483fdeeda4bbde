// The engine as another program uses it: the example in docs/engine.md, as it stands there.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test('the example of the library is well typed and prints what the page says', async (t) => {
  const page = readFileSync(join(ROOT, 'docs/engine.md'), 'utf8')
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const [, printed = ''] = /It prints `(.+?)`/.exec(page) ?? []
  assert.match(example, /engine\/index\.ts/)
  // Beside the folder that it imports, as the page has it.
  const file = join(ROOT, `.engine-example-${process.pid}.ts`)
  t.after(() => rmSync(file, { force: true }))
  writeFileSync(file, example)
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: ROOT })
  assert.ok(stdout.startsWith(printed), stdout)
  assert.match(stdout, /name: 'src\/[ac]\.ts'/)
  const config = join(ROOT, `.engine-example-${process.pid}.json`)
  t.after(() => rmSync(config, { force: true }))
  writeFileSync(config, JSON.stringify({ extends: './tsconfig.json', include: [file] }))
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [compiler, '--noEmit', '--project', config], { cwd: ROOT })
})
