// Every command on every page is run by somebody: this says by whom, and finds the one that nobody runs.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CLI } from './support/gateway.ts'
import { blocksOf, pages } from './support/pages.ts'

const CLONE = 'test/e2e/fresh-clone.e2e.test.ts'
const README = 'test/e2e/readme.e2e.test.ts'

/** Who runs the shell's blocks of a page: all of them, or each by what it has in it. */
const RUN_BY: Record<string, string | Record<string, string>> = {
  'CONTRIBUTING.md': CLONE,
  'README.md': {
    'npm start': CLONE,
    curl: README,
    'dist/cli.js complete': README,
    MIDFILL_MODEL_URL: README,
    'npm run vsix': 'test/e2e/vscode/vscode.e2e.test.ts',
  },
  'docs/editors.md': CLONE,
  'docs/gitlab.md': 'test/e2e/gitlab-docs.e2e.test.ts',
  'docs/install.md': 'test/e2e/install-docs.e2e.test.ts',
  'docs/models.md': 'test/models-page.test.ts',
  'docs/monitoring.md': 'test/e2e/prometheus.e2e.test.ts',
  'docs/routing.md': 'test/docs.test.ts',
  'docs/upgrade.md': 'test/e2e/upgrade-docs.e2e.test.ts',
}

const SHELLS = ['sh', 'bash', 'shell', 'console', 'zsh', 'powershell']

test('every block for a shell is run by a test that reads its page', () => {
  const seen = new Set<string>()
  for (const page of pages()) {
    const runBy = RUN_BY[page] ?? {}
    for (const block of SHELLS.flatMap((shell) => blocksOf(page, shell))) {
      const claims =
        typeof runBy === 'string'
          ? [runBy]
          : Object.keys(runBy).flatMap((part) => (block.includes(part) ? [runBy[part] ?? ''] : []))
      assert.equal(claims.length, 1, `${page}: who runs this?\n${block}`)
      const [runner = ''] = claims
      assert.ok(readFileSync(runner, 'utf8').includes(page), `${runner} does not read ${page}`)
      seen.add(page)
    }
  }
  assert.deepEqual([...seen].sort(), Object.keys(RUN_BY).sort())
})

test('a block that names no language is a drawing', () => {
  for (const page of pages()) {
    for (const block of blocksOf(page, '')) {
      assert.doesNotMatch(block, /^(\$|npm|npx|node|midfill|docker|curl|helm|kubectl) /m, page)
    }
  }
})

const usage = spawnSync(process.execPath, [CLI, '--help'], { encoding: 'utf8' }).stdout
const COMMANDS = new Set([...usage.matchAll(/^ {2}midfill ([a-z]+)/gm)].map(([, name]) => name))
const SCRIPTS: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts
const OF_NPM = ['ci', 'install']

/** What a command in the middle of a sentence names, and whether it is there. */
const NAMED: readonly (readonly [RegExp, (name: string) => boolean])[] = [
  [/\bnpm (?:run )?([\w:]+)/, (name) => name in SCRIPTS || OF_NPM.includes(name)],
  [/\bnpm run bench -- ([\w-]+)/, (name) => existsSync(`bench/${name}.ts`)],
  [/\bnpx tsx (\S+)/, existsSync],
  [/\bscripts\/test\.ts \w+ (\S+)/, existsSync],
  [/^(?:midfill|node dist\/cli\.js) ([a-z]+)/, (name) => COMMANDS.has(name)],
]

test('a command in a sentence names what is there', () => {
  const found = pages().flatMap((page) => {
    const text = readFileSync(page, 'utf8')
    return [...text.matchAll(/`((?:UPDATE=1 )?(?:npm|npx|midfill|node) [^`\n]+)`/g)].map(
      ([, command = '']) => ({ page, command }),
    )
  })
  assert.ok(found.length > 50)
  for (const { page, command } of found) {
    for (const [pattern, isThere] of NAMED) {
      const [, name] = pattern.exec(command) ?? []
      if (name) assert.ok(isThere(name), `${page}: ${command}`)
    }
  }
})
