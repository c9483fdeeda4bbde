// A real Neovim starts the built language server, edits a buffer and gets a suggestion.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CLI } from '../support/gateway.ts'
import { needsProgram } from '../support/programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-nvim-'))
after(() => rmSync(folder, { recursive: true }))

test('Neovim gets a suggestion for what was just typed', () => {
  needsProgram('nvim', 'neovim')
  const file = join(folder, 'area.ts')
  const out = join(folder, 'out.json')
  writeFileSync(file, 'const width = readNumber(input, 1)\n\n')
  const script = fileURLToPath(new URL('neovim.lua', import.meta.url))
  execFileSync('nvim', ['--headless', '-u', 'NONE', '-S', script], {
    env: { ...process.env, MIDFILL_CLI: CLI, MIDFILL_FILE: file, MIDFILL_OUT: out, HOME: folder },
    timeout: 30_000,
    stdio: 'ignore',
  })
  const { answer, error } = JSON.parse(readFileSync(out, 'utf8'))
  assert.equal(error, undefined)
  const [item] = answer.result.items
  assert.match(item.insertText, /^input, 1/)
  assert.equal(item.data.source, 'embedded')
})
