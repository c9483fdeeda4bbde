// The ways to install the Neovim plugin, on a user's own configuration, and what :checkhealth and :help then say.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { CLI } from '../support/gateway.ts'
import { PLUGIN } from '../support/neovim/editor.ts'
import { type FramedEditor, framedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, neovim, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'

interface Way {
  /** Where the plugin is put, below the user's `site`; undefined: it stays where it is. */
  place?: string
  /** The user's init.lua. */
  init: string
}

const WAYS: Record<string, Way> = {
  'a plain package': { place: 'pack/midfill/start/midfill', init: '' },
  'packer.nvim, at once': { place: 'pack/packer/start/nvim', init: '' },
  'packer.nvim, on demand': {
    place: 'pack/packer/opt/nvim',
    init: `vim.api.nvim_create_autocmd('InsertEnter', { once = true, command = 'packadd nvim' })`,
  },
  // What it does with `lazy = false`: it sources the plugins itself, before VimEnter.
  'lazy.nvim, at once': {
    init: `vim.go.loadplugins = false
      vim.opt.runtimepath:append('${PLUGIN}')
      vim.cmd.source('${PLUGIN}/plugin/midfill.lua')`,
  },
  'lazy.nvim, on an event, with options': {
    init: `vim.go.loadplugins = false
      vim.cmd('filetype on')
      vim.api.nvim_create_autocmd('InsertEnter', { once = true, callback = function()
        vim.opt.runtimepath:append('${PLUGIN}')
        vim.cmd.source('${PLUGIN}/plugin/midfill.lua')
        require('midfill').setup({ keys = { accept = '<C-y>' } })
      end })`,
  },
}

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  const skip = reasonAgainst(version)
  for (const [name, way] of Object.entries(WAYS)) {
    test(`Neovim ${version}: ${name}`, { skip }, async (t) => {
      const editor = await installed(t, version, way)
      await editor.type('Goconst height = readNumber(')
      await serverIsReady(editor)
      await editor.lua(`require('midfill').suggest()`)
      await editor.until('grey text', ({ grey }) => grey.startsWith('input'))
    })
  }

  test(`Neovim ${version}: :checkhealth finds nothing wrong, and says what is`, {
    skip,
  }, async (t) => {
    const editor = await installed(t, version, WAYS['a plain package'] as Way)
    await serverIsReady(editor)
    const good = await health(editor)
    assert.doesNotMatch(good, /ERROR|WARNING/)
    assert.match(good, /OK.*Neovim 0\.1\d/)
    assert.match(good, /OK.*Node\.js \d+/)
    assert.match(good, /OK.*server \d+\.\d+\.\d+, from the plugin's own repository/)
    assert.match(good, /OK.*<Tab>: accept\n/)
    await editor.lua(
      `require('midfill.options').current.cmd = { 'no-such-program', 'lsp', '--stdio' }`,
    )
    await editor.lua(`vim.keymap.set('i', '<C-]>', 'x')`)
    const bad = await health(editor)
    assert.match(bad, /ERROR.*the server does not start: no-such-program/)
    assert.match(bad, /WARNING.*<C-\]> \(clear\) is mapped to something else/)
  })

  test(`Neovim ${version}: :checkhealth from the shell takes no key for taken`, { skip }, (t) => {
    const { program, env } = neovim(version)
    const { home } = homeWith(t, WAYS['a plain package'] as Way)
    const report = join(home, 'report')
    const args = ['--headless', '+checkhealth midfill', `+write ${report}`, '+quitall!']
    const xdg = { XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') }
    spawnSync(program, args, { env: { ...process.env, ...env, ...xdg }, timeout: 60_000 })
    const said = readFileSync(report, 'utf8')
    assert.match(said, /OK.*Node\.js/)
    assert.doesNotMatch(said, /WARNING/)
    assert.match(said, /keys are mapped once Neovim has started/)
  })

  test(`Neovim ${version}: :help knows the plugin after what the page says`, {
    skip,
  }, async (t) => {
    const editor = await installed(t, version, WAYS['a plain package'] as Way)
    const [, command] = /`:(helptags [^`]+)`/.exec(readFileSync('docs/editors.md', 'utf8')) ?? []
    await editor.lua('vim.cmd(...)', command ?? '')
    const tags = ['midfill', ':Midfill', 'midfill-options', 'hl-MidfillSuggestion', 'MidfillStatus']
    for (const tag of tags) {
      const found = await editor.lua(`return vim.fn.getcompletion(..., 'help')`, tag)
      assert.ok((found as string[]).includes(tag), tag)
    }
  })
}

async function installed(t: TestContext, version: NeovimVersion, way: Way): Promise<FramedEditor> {
  const options = { ...homeWith(t, way), setUp: [], file: 'area.ts' }
  return framedEditor(t, neovim(version), options)
}

function homeWith(t: TestContext, way: Way): { folder: string; home: string } {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-nvim-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const site = join(folder, 'home/data/nvim/site')
  if (way.place) put(join(site, way.place))
  mkdirSync(join(folder, 'home/config/nvim'), { recursive: true })
  const grey = `vim.api.nvim_set_hl(0, 'MidfillSuggestion', { fg = 0x8a8f98 }) vim.o.termguicolors = true`
  writeFileSync(join(folder, 'home/config/nvim/init.lua'), `${grey}\n${way.init}\n`)
  writeFileSync(join(folder, 'area.ts'), 'const width = readNumber(input, 1)\n')
  return { folder, home: join(folder, 'home') }
}

/** As a clone has it: with the built server two folders above. */
function put(place: string): void {
  mkdirSync(join(place, '..'), { recursive: true })
  cpSync(PLUGIN, join(place, '../../repository/editors/nvim'), { recursive: true })
  symlinkSync(join(CLI, '..'), join(place, '../../repository/dist'))
  symlinkSync(join(place, '../../repository/editors/nvim'), place)
}

const serverIsReady = (editor: FramedEditor): Promise<unknown> =>
  eventually('the server', async () => {
    const ready = `local ok, wire = pcall(require, 'midfill.wire') return ok and wire.client_of(0) ~= nil`
    return (await editor.lua(ready)) || undefined
  })

async function health(editor: FramedEditor): Promise<string> {
  await editor.lua(`vim.cmd('checkhealth midfill')`)
  const text = await editor.lua(
    `return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n') .. '\\n'`,
  )
  await editor.lua(`vim.cmd('bwipeout')`)
  return String(text)
}
