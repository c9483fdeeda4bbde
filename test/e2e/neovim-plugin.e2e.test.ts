// The parts of the Neovim plugin one by one, on a language server inside the editor that says what the test wants.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GREY } from '../support/neovim/editor.ts'
import type { FramedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import {
  becomes,
  grey,
  heard,
  message,
  says,
  scriptedEditor,
  shown,
} from '../support/neovim/scripted.ts'

/** Of one case: an editor that waits for a key answers nobody. */
const LONGEST_MS = 60_000
type Case = (editor: FramedEditor) => Promise<void>

/** Lua of the user's init, and what is then the case. */
const CASES: Record<string, { init?: string; options?: string; run: Case }> = {
  'the next suggestion, the one before, and round again': { run: cycling },
  'a suggestion that replaces brackets is drawn around them, and accepted over them': {
    run: brackets,
  },
  'it keeps its colour beside matched brackets, on the line of the cursor': { run: colours },
  'several lines before code: the code is shown where it will stand': { run: blockBeforeCode },
  'tabs are as wide as in the buffer': { run: tabs },
  'what was shown, taken in part and accepted is told': { run: feedback },
  'what the model says later takes the place of what is shown': { run: more },
  'who has turned a suggestion down is shown no more of it': { run: noMore },
  'backspace brings grey text back, and past its start takes it away': { run: backspace },
  'a plugin that clears the marks of all others ends it, and is no error': { run: clearedMarks },
  'the built-in menu hides it': { run: builtInMenu },
  "nvim-cmp's menu hides it": { run: cmpMenu },
  "blink.cmp's menu hides it": { run: blinkMenu },
  'a menu leaves it where the user wants both': { options: 'beside_menu = true', run: besideMenu },
  'Tab indents where there is nothing to accept': { run: plainTab },
  'Tab falls through to a mapping of keys': {
    init: `vim.keymap.set('i', '<Tab>', 'tabbed')`,
    run: tabSays('tabbed'),
  },
  'Tab falls through to an expression': {
    init: `vim.keymap.set('i', '<Tab>', function() return 'tab' .. 'bed' end, { expr = true })`,
    run: tabSays('tabbed'),
  },
  'Tab falls through to a function': {
    init: `vim.keymap.set('i', '<Tab>', function() vim.api.nvim_put({ 'tabbed' }, 'c', false, true) end)`,
    run: tabSays('tabbed'),
  },
  'no keys': { options: 'keys = false', run: noKeys },
  'one key left out, one changed': {
    options: `keys = { accept = '<C-y>', clear = false }`,
    run: otherKeys,
  },
  'on command only': { options: 'auto = false', run: onCommand },
  'a statusline says what the server says': { run: statusline },
  ':Midfill why, snooze, status and log': { run: commands },
  'a server that knows none of it is no error': { run: oldServer },
  'options with mistakes are told, and change nothing': { run: mistakes },
  'it is no source of completion menus': { run: noCompletion },
}

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  test(`the plugin in Neovim ${version}`, { skip: reasonAgainst(version) }, async (t) => {
    for (const [name, { run, ...given }] of Object.entries(CASES)) {
      await t.test(name, { timeout: LONGEST_MS }, async (inner) => {
        await run(await scriptedEditor(inner, version, given))
      })
    }
  })
}

async function cycling(editor: FramedEditor): Promise<void> {
  await says(editor, 'one')
  await editor.type('ix = ')
  await editor.until('one', grey('one'))
  await says(editor, 'one', 'two', 'three')
  await editor.type('<M-]>')
  await editor.until('two', grey('two'))
  const asked = await heard(editor, 'textDocument/inlineCompletion')
  assert.deepEqual(asked.at(-1)?.context, { triggerKind: 1 })
  await editor.type('<M-]>')
  await editor.until('three', grey('three'))
  await editor.type('<M-]>')
  await editor.until('one', grey('one'))
  await editor.type('<M-[>')
  await editor.until('three', grey('three'))
  await editor.type('<Tab>')
  await becomes(editor, 'x = three')
}

async function brackets(editor: FramedEditor): Promise<void> {
  await editor.lua('_G.script.covers = 1')
  await says(editor, 'width, height)')
  await editor.type('iarea()<Left>,<BS>')
  await says(editor, 'width, height)')
  await editor.lua(`require('midfill').suggest()`)
  const { lines } = await editor.until('grey', grey('width, height'))
  assert.equal(lines[0], 'area(width, height)')
  await editor.type('<Tab>')
  await becomes(editor, 'area(width, height)')
}

async function colours(editor: FramedEditor): Promise<void> {
  await editor.lua('vim.o.cursorline = true')
  await says(editor, '.then()')
  await editor.type('irun({}')
  await editor.until('grey', grey('.then()'))
  const { latest, highlights } = editor.screen
  const looks = (cell?: { highlight: number }) => cell && highlights.get(cell.highlight)
  const text = looks(latest?.rows[0]?.find((cell) => cell.text === '.'))
  const line = looks(latest?.rows[0]?.at(-1))
  assert.ok(line?.background)
  assert.deepEqual(text, { foreground: GREY, background: line.background })
}

async function blockBeforeCode(editor: FramedEditor): Promise<void> {
  await editor.type('irun(); // end<Esc>0f;i')
  await says(editor, '.then(() => {\n  stop()\n})')
  await editor.lua(`require('midfill').suggest()`)
  const { lines } = await editor.until('grey', ({ grey }) => grey.includes('stop'))
  assert.deepEqual(lines.slice(0, 3), ['run().then(() => {', '  stop()', '}); // end'])
  await editor.type('<Tab>')
  await becomes(editor, '}); // end')
}

async function tabs(editor: FramedEditor): Promise<void> {
  await editor.lua('vim.bo.tabstop = 4')
  await says(editor, '{\n\treturn\t1\n}')
  await editor.type('if ')
  const { lines } = await editor.until('grey', ({ grey }) => grey.includes('return'))
  assert.equal(lines[1], '    return  1')
}

async function feedback(editor: FramedEditor): Promise<void> {
  const item = { data: { id: 'größe = 1', source: 'model', model: 'scripted' } }
  await says(editor, 'größe = 1')
  await editor.type('iconst ')
  await editor.until('grey', grey('größe = 1'))
  await says(editor)
  await editor.type('gr')
  await editor.until('the rest', grey('öße = 1'))
  await editor.type('<M-Right>')
  await becomes(editor, 'const größe')
  await editor.type('<Tab>')
  await becomes(editor, 'const größe = 1')
  assert.deepEqual(await heard(editor, 'textDocument/didShowCompletion'), [{ item }])
  const [part] = await heard(editor, 'textDocument/didPartiallyAcceptCompletion')
  assert.deepEqual(part, { item, acceptedLength: 'größe'.length })
  const command = 'midfill.suggestionAccepted'
  const accepted = { command, arguments: ['größe = 1', 11] }
  assert.deepEqual(await heard(editor, 'workspace/executeCommand'), [accepted])
}

/** The server has more for the place behind `x = `. */
const tellMore = ({ lua }: FramedEditor): Promise<unknown> =>
  lua(`_G.tell('midfill/moreToShow', {
    textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = 0, character = 4 } })`)

async function more(editor: FramedEditor): Promise<void> {
  await says(editor, 'one')
  await editor.type('ix = ')
  await editor.until('one', grey('one'))
  await says(editor, 'two\n  lines')
  await tellMore(editor)
  const { lines } = await editor.until('two', ({ grey }) => grey.endsWith('lines'))
  assert.equal(lines[0], 'x = two')
}

async function noMore(editor: FramedEditor): Promise<void> {
  await says(editor, 'one')
  await editor.type('ix = ')
  await editor.until('one', grey('one'))
  await editor.type('<C-]>')
  await editor.until('nothing', grey(''))
  const before = await heard(editor, 'textDocument/inlineCompletion')
  await tellMore(editor)
  await editor.type('y')
  await editor.until('another', grey('one'))
  const asked = await heard(editor, 'textDocument/inlineCompletion')
  assert.equal(asked.length, before.length + 1)
}

async function backspace(editor: FramedEditor): Promise<void> {
  await shown(editor)
  await says(editor)
  await editor.type('wi')
  await editor.until('the rest', grey('dth'))
  await editor.type('<BS>')
  await editor.until('more', grey('idth'))
  await editor.type('<BS><BS>')
  await editor.until('nothing', grey(''))
}

async function clearedMarks(editor: FramedEditor): Promise<void> {
  await shown(editor)
  await says(editor)
  await editor.lua('vim.api.nvim_buf_clear_namespace(0, -1, 0, -1)')
  await editor.type('wi')
  await becomes(editor, 'x = wi')
  assert.equal(await editor.lua('return vim.v.errmsg'), '')
}

const hasMenu = ([, second = '']: string[]): boolean => second.includes('words')

async function builtInMenu(editor: FramedEditor): Promise<void> {
  await shown(editor, 'iwords x = ')
  await editor.lua(`vim.o.completeopt = 'menuone'`)
  await editor.type('<C-x><C-n>')
  await editor.until('the menu alone', ({ lines, grey }) => grey === '' && hasMenu(lines))
  await editor.type('<C-e>')
  await editor.until('grey text again', grey('width'))
}

async function cmpMenu(editor: FramedEditor): Promise<void> {
  await editor.lua(`
    local listeners = {}
    package.loaded['cmp'] = {
      visible = function() return _G.is_open end,
      event = { on = function(_, name, call) listeners[name] = call end },
    }
    _G.set_open = function(is_open)
      _G.is_open = is_open
      listeners[is_open and 'menu_opened' or 'menu_closed']({})
    end`)
  await hiddenWhileOpen(editor)
}

async function blinkMenu(editor: FramedEditor): Promise<void> {
  await editor.lua(`
    package.loaded['blink.cmp'] = { is_menu_visible = function() return _G.is_open end }
    _G.set_open = function(is_open)
      _G.is_open = is_open
      local pattern = is_open and 'BlinkCmpMenuOpen' or 'BlinkCmpMenuClose'
      vim.api.nvim_exec_autocmds('User', { pattern = pattern })
    end`)
  await hiddenWhileOpen(editor)
}

async function hiddenWhileOpen(editor: FramedEditor): Promise<void> {
  await shown(editor, 'iwords x = ')
  await editor.lua('_G.set_open(true)')
  await editor.until('no grey text', grey(''))
  assert.equal(await editor.lua(`return require('midfill').is_visible()`), false)
  await editor.lua('_G.set_open(false)')
  await editor.until('grey text again', grey('width'))
}

async function besideMenu(editor: FramedEditor): Promise<void> {
  await shown(editor, 'iwords x = ')
  await editor.lua(`vim.o.completeopt = 'menuone'`)
  await editor.type('<C-x><C-n>')
  await editor.until('both', ({ lines, grey }) => hasMenu(lines) && grey === 'width')
}

async function plainTab(editor: FramedEditor): Promise<void> {
  await editor.lua('vim.bo.softtabstop = 3')
  await editor.type('ia<Tab>b')
  await becomes(editor, 'a  b')
}

function tabSays(text: string): Case {
  return async (editor) => {
    await editor.type('ia<Tab>')
    await becomes(editor, `a${text}`)
    await says(editor, 'width')
    await editor.type(' ')
    await editor.until('grey', grey('width'))
    await editor.type('<Tab>')
    await becomes(editor, `a${text} width`)
  }
}

async function noKeys(editor: FramedEditor): Promise<void> {
  await shown(editor, 'iwords x = ')
  await editor.type('<Tab>')
  await editor.until('a tab', ({ lines }) => !lines[0]?.includes('= width'))
  const maps = `return #vim.tbl_filter(function(one)
    return vim.startswith(one.desc or '', 'midfill')
  end, vim.api.nvim_get_keymap('i'))`
  assert.equal(await editor.lua(maps), 0)
}

async function otherKeys(editor: FramedEditor): Promise<void> {
  await shown(editor, 'iwords x = ')
  assert.equal(await editor.lua(`return vim.fn.maparg('<C-]>', 'i')`), '')
  await editor.type('<C-y>')
  await becomes(editor, 'words x = width')
}

async function onCommand(editor: FramedEditor): Promise<void> {
  await says(editor, 'width')
  await editor.type('iwords x = ')
  await becomes(editor, 'words x = ')
  assert.deepEqual(await heard(editor, 'textDocument/inlineCompletion'), [])
  await editor.type('<M-\\>')
  await editor.until('grey', grey('width'))
}

async function statusline(editor: FramedEditor): Promise<void> {
  await editor.lua(`
    vim.o.laststatus = 2
    vim.o.statusline = "%{v:lua.require'midfill'.status()}"
    vim.api.nvim_create_autocmd('User', {
      pattern = 'MidfillStatus',
      callback = function(args) _G.last = args.data.state end,
    })`)
  const told = async (status: object, shown: string): Promise<void> => {
    await editor.lua(`_G.tell('midfill/status', ...)`, status)
    await editor.until(shown, ({ lines }) => lines.includes(shown))
  }
  const message = 'for people'
  await told({ state: 'ready', source: 'embedded', message }, 'midfill embedded')
  await told({ state: 'ready', source: 'codestral-22b', message }, 'midfill codestral-22b')
  await told({ state: 'thinking', source: 'codestral-22b', message }, 'midfill …')
  await told({ state: 'offline', source: 'embedded', message }, 'midfill offline')
  await told({ state: 'off', source: 'embedded', reason: 'policy', message }, 'midfill off')
  await told({ state: 'snoozed', source: 'embedded', message }, 'midfill snoozed')
  assert.equal(await editor.lua('return _G.last'), 'snoozed')
}

async function commands(editor: FramedEditor): Promise<void> {
  await editor.lua(`
    _G.script['midfill/why'] = { reason = 'policy', message = 'This file is kept back.' }
    _G.script['workspace/executeCommand'] = vim.NIL
    _G.tell('midfill/status', { state = 'ready', source = 'embedded', message = 'The engine suggests.' })
    _G.tell('window/logMessage', { type = 2, message = 'something odd' })`)
  await editor.type(':Midfill why<CR>')
  await editor.until('the reason', message('midfill: This file is kept back.'))
  await editor.type(':Midfill status<CR>')
  await editor.until('the status', message('midfill: The engine suggests.'))
  await editor.type(':Midfill snooze 5<CR>')
  await editor.until('silence', message('midfill: silent for 5 minutes'))
  const snooze = { command: 'midfill.snooze', arguments: [5] }
  assert.deepEqual(await heard(editor, 'workspace/executeCommand'), [snooze])
  await editor.type(':Midfill log<CR>')
  await editor.until('the log', message('something odd'))
  const completed = await editor.lua(`return vim.fn.getcompletion('Midfill s', 'cmdline')`)
  assert.deepEqual(completed, ['snooze', 'status'])
}

async function oldServer(editor: FramedEditor): Promise<void> {
  await editor.type(':Midfill why<CR>')
  await editor.until('a word', message('this server cannot say why'))
  assert.equal(await editor.lua(`return require('midfill').status()`), 'midfill')
}

async function mistakes(editor: FramedEditor): Promise<void> {
  const mistaken = `{ auto = 'yes', colour = 1, keys = { acept = 'x' } }`
  const setUp = editor.lua(`require('midfill').setup(${mistaken})`)
  await editor.until('the mistakes', message('auto must be a boolean'))
  // A message longer than a line waits for a key, and whoever caused it waits with it.
  await editor.type('<CR>')
  await setUp
  const told = await editor.lua(`return vim.fn.execute('messages')`)
  assert.match(String(told), /there is no option "colour"/)
  assert.match(String(told), /there is no key "acept"/)
}

async function noCompletion(editor: FramedEditor): Promise<void> {
  await editor.type('ia')
  assert.equal(await editor.lua('return vim.bo.omnifunc'), '')
}
