// docs/install.md: its commands run in a shell, where programs that need a cluster or an engine only tell what they were asked.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { ENVIRONMENT } from '../../server/index.ts'
import { fitsTheChart } from '../support/chart-values.ts'
import { type ShimCall, shellWithShims } from '../support/docker-shim.ts'
import { blocksOf } from '../support/pages.ts'

const BLOCKS = blocksOf('docs/install.md', 'sh')
const SHIMS = ['docker', 'helm', 'kubectl', 'ollama', 'systemctl', 'npm']
/** Outside of the folder in which the page's reader stands. */
const OUTSIDE = /(?<=\s)\/(opt|etc)\//g

test('every command of docs/install.md is one that its program knows, on files that are there', (t) => {
  const shell = shellWithShims(t, SHIMS)
  for (const name of ['deploy', 'dist', 'docs'])
    symlinkSync(resolve(name), join(shell.folder, name))
  const calls = BLOCKS.flatMap((block) => shell.run(hereOnly(block, shell.folder)).calls)
  assert.ok(calls.length > 15)
  for (const call of calls) CHECKS[call.program]?.(call)
  const [pushed] = calls.flatMap(({ args }) => (args[0] === 'push' ? [args[1]] : []))
  const installs = calls.filter(({ program }) => program === 'helm').map(({ args }) => args)
  assert.ok(installs.length > 1)
  for (const args of installs) {
    const set = Object.fromEntries(args.map((arg) => arg.split('=')))
    assert.equal(`${set['image.repository']}:${set['image.tag']}`, pushed)
  }
})

test('the page says who may ask before it starts Compose', () => {
  const [block = ''] = BLOCKS.filter((one) => one.includes('compose/ollama.yaml up'))
  assert.match(block, /^export (AIGW_GITLAB_URL|MIDFILL_API_KEYS)=.*[\s\S]* up -d/m)
})

/** Files that a machine would get are written below the shell's own folder. */
function hereOnly(block: string, folder: string): string {
  const made = ['mkdir -p etc/systemd/system', 'unset MIDFILL_SIGNING_SECRET'].join('\n')
  return `cd ${folder}\n${made}\n${block.replaceAll(OUTSIDE, '$1/')}`
}

const CHECKS: Record<string, (call: ShimCall) => void> = {
  docker({ args }) {
    for (const [, name = ''] of args.join(' ').matchAll(/-e (\w+)=/g)) {
      assert.ok(name in ENVIRONMENT, name)
    }
    if (args[0] === 'compose') assert.ok(existsSync(args[args.indexOf('-f') + 1] ?? ''))
  },
  helm: ({ args }) => fitsTheChart(args),
  npm({ args }) {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    assert.ok(args[0] === 'ci' || (args[0] === 'run' && (args[1] ?? '') in scripts))
  },
  systemctl: ({ args }) => assert.ok(existsSync(`deploy/systemd/${args.at(-1)}.service`)),
}
