// docs/editors.md: its blocks, pasted into the editors that this machine has.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { reasonAgainst as reasonAgainstIt } from '../support/debian-programs.ts'
import { eventually } from '../support/eventually.ts'
import { CLI } from '../support/gateway.ts'
import { HELIX, startHelix } from '../support/helix.ts'
import { GREY } from '../support/neovim/editor.ts'
import { framedEditor } from '../support/neovim/framed.ts'
import { neovim, reasonAgainst } from '../support/neovim/neovims.ts'
import { needsProgram } from '../support/programs.ts'

const PAGE = readFileSync('docs/editors.md', 'utf8')

/** The first block in a language below a heading. */
function blockOf(heading: string, language: string): string {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`)
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section) ?? []
  assert.ok(block, `${heading} has a block in ${language}`)
  return block
}

const BEGUN = 'width = read_number(source, 1)\nheight = read_number('

test('Emacs: the block starts the server, and suggestions are completions', (t) => {
  needsProgram('emacs', 'emacs-nox elpa-eglot')
  const folder = withMidfillOnPath(t)
  const file = join(folder, 'area.py')
  writeFileSync(file, BEGUN)
  writeFileSync(join(folder, 'init.el'), blockOf('Emacs', 'elisp'))
  const script = join(folder, 'try.el')
  writeFileSync(script, EMACS)
  const said = execFileSync('emacs', ['-q', '--batch', '-l', 'init.el', '-l', script], {
    cwd: folder,
    env: { ...process.env, PATH: pathWith(folder), HOME: folder },
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  assert.match(said, /SUGGESTED source, 1\)/)
})

/** As eglot does it for somebody who asks for completions; engines of other files may need a moment. */
const EMACS = `
(find-file "area.py")
(goto-char (point-max))
(let ((inhibit-message t)) (apply #'eglot--connect (eglot--guess-contact)))
(let ((left 40) found)
  (while (and (not found) (> left 0))
    (setq found (let ((capf (eglot-completion-at-point)))
                  (car (all-completions "" (nth 2 capf)))))
    (setq left (1- left))
    (sleep-for 0.25))
  (princ (format "SUGGESTED %s\\n" (and found (substring-no-properties found)))))
(kill-emacs 0)
`

test('Helix: the block offers suggestions in the menu, beside a server that is missing', {
  skip: reasonAgainstIt(HELIX),
}, async (t) => {
  needsProgram('tmux')
  const folder = withMidfillOnPath(t)
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, 'area.py'), 'width = read_number(source, 1)\n')
  const languages = blockOf('Helix', 'toml')
  const helix = startHelix(t, { languages, folder, file: 'area.py', path: pathWith(folder) })
  await helix.until('the file', /width = read_number/)
  helix.press('o')
  helix.type('height = read_number(')
  // Helix asks once, behind a word, and not before the server is up; a person who sees nothing asks by command.
  const asking = setInterval(() => helix.press('C-x'), AGAIN_EVERY_MS)
  await helix.until('the menu', /source, 1 +text/).finally(() => clearInterval(asking))
  // Helix has closed the bracket itself.
  helix.press('C-n', 'Enter', 'Escape')
  await helix.until('the accepted text', /height = read_number\(source, 1\)/)
})

test('Neovim 0.12 without a plugin: the block shows grey text', {
  skip: reasonAgainst('0.12'),
}, async (t) => {
  const folder = withMidfillOnPath(t)
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, 'area.py'), '')
  const colour = `vim.o.termguicolors = true vim.api.nvim_set_hl(0, 'ComplHint', { fg = ${GREY} })`
  writeFileSync(
    join(folder, 'init.lua'),
    `${colour}\n${blockOf('Neovim 0.12 without a plugin', 'lua')}`,
  )
  const { program, env } = neovim('0.12')
  const withPath = { program, env: { ...env, PATH: pathWith(folder) } }
  const setUp = ['--clean', '-u', join(folder, 'init.lua')]
  const home = join(folder, 'home')
  const editor = await framedEditor(t, withPath, { folder, home, setUp, file: 'area.py' })
  const isReady = `local client = vim.lsp.get_clients()[1] return client and client.initialized`
  await eventually('the server', async () => (await editor.lua(isReady)) || undefined)
  await editor.type(`i${BEGUN.replace('\n', '<CR>')}`)
  // Neovim asks once after a pause; a person who sees nothing types on.
  const typing = setInterval(() => void editor.type('<BS>('), AGAIN_EVERY_MS)
  await editor
    .until('grey text', ({ grey }) => grey.startsWith('source, 1)'))
    .finally(() => clearInterval(typing))
  await editor.type('<Tab>')
  await editor.until('the accepted text', ({ lines }) =>
    lines.includes('height = read_number(source, 1)'),
  )
})

const AGAIN_EVERY_MS = 3_000

const pathWith = (folder: string): string => `${join(folder, 'bin')}:${process.env.PATH}`

/** `midfill` as a global installation has it. */
function withMidfillOnPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-editors-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  mkdirSync(join(folder, 'bin'))
  const program = join(folder, 'bin/midfill')
  writeFileSync(program, `#!/bin/sh\nexec node ${CLI} "$@"\n`)
  chmodSync(program, 0o755)
  return folder
}
