// What people do all day in Neovim besides typing on: macros, undo, splits, odd text, mistaken commands.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { CLI } from '../support/gateway.ts'
import { type FramedEditor, framedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, neovim, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import {
  becomes,
  grey,
  heard,
  line,
  message,
  type ScriptedOptions,
  says,
  scriptedEditor,
  shown,
} from '../support/neovim/scripted.ts'

/** Of one case: an editor that waits for a key answers nobody. */
const LONGEST_MS = 60_000
const ASKED = 'textDocument/inlineCompletion'

type Case = (editor: FramedEditor) => Promise<void>

const CASES: Record<string, ScriptedOptions & { run: Case }> = {
  'while a macro is recorded nothing is suggested, and its keys do the same again': { run: macros },
  'undo takes back what was typed after a suggestion, then the suggestion, then the rest': {
    run: undo,
  },
  'each word that was taken is undone by itself': { run: undoWords },
  'text of double width, and of two encodings': { run: wide },
  'a line that wraps': { run: wrapped },
  'text that goes from right to left': { run: rightToLeft },
  "with 'paste' set nothing is suggested": { run: paste },
  'a buffer in two windows': { run: splits },
  'a buffer that is read again, or deleted': { run: reread },
  'another window before the answer': { run: otherWindow },
  'a buffer that cannot be changed': { run: readOnly },
  'a terminal': { run: terminal },
  'an insert that is counted, one of a block, and one command in between': { run: counted },
  'a file with the line ends of Windows': { run: dos },
  'commands with mistakes say so': { run: mistaken },
  'what is wrong with the settings is told by why and by checkhealth': { run: notes },
}

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  test(`a day in Neovim ${version}`, { skip: reasonAgainst(version) }, async (t) => {
    for (const [name, { run, ...given }] of Object.entries(CASES)) {
      await t.test(name, { timeout: LONGEST_MS }, async (inner) => {
        const editor = await scriptedEditor(inner, version, given)
        await run(editor)
        const messages = await editor.lua(`return vim.fn.execute('messages')`)
        assert.doesNotMatch(String(messages), /Error|stack traceback/)
      })
    }
  })
}

const text = ({ lua }: FramedEditor): Promise<unknown> =>
  lua(`return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')`)

const textBecomes = (editor: FramedEditor, wanted: string): Promise<unknown> =>
  eventually(`the text ${JSON.stringify(wanted)}`, async () =>
    (await text(editor)) === wanted ? true : undefined,
  ).catch(async (cause) => {
    throw new Error(`the text is ${JSON.stringify(await text(editor))}`, { cause })
  })

async function macros(editor: FramedEditor): Promise<void> {
  await says(editor, 'width')
  await editor.type('qqix<Tab>y<Esc>q')
  await eventually('the end of the recording', async () =>
    (await editor.lua('return vim.fn.reg_recording()')) === '' ? true : undefined,
  )
  const recorded = await line(editor)
  assert.deepEqual(await heard(editor, ASKED), [])
  await editor.type('o<Esc>@q')
  await textBecomes(editor, `${recorded}\n${recorded}`)
  assert.deepEqual(await heard(editor, ASKED), [])
  await shown(editor, 'oz = ')
}

async function undo(editor: FramedEditor): Promise<void> {
  await shown(editor)
  await editor.type('<Tab>')
  await becomes(editor, 'x = width')
  await says(editor)
  await editor.type(' + 1<Esc>')
  await becomes(editor, 'x = width + 1')
  for (const before of ['x = width', 'x = ', '']) {
    await editor.type('u')
    await becomes(editor, before)
  }
  await editor.type('<C-r><C-r><C-r>')
  await becomes(editor, 'x = width + 1')
}

async function undoWords(editor: FramedEditor): Promise<void> {
  await says(editor, 'width * height')
  await editor.type('ix = ')
  await editor.until('grey', grey('width * height'))
  await says(editor)
  for (const after of ['x = width', 'x = width *', 'x = width * height']) {
    await editor.type('<M-Right>')
    await becomes(editor, after)
  }
  await editor.type('<Esc>')
  for (const before of ['x = width *', 'x = width', 'x = ']) {
    await editor.type('u')
    await becomes(editor, before)
  }
}

async function wide(editor: FramedEditor): Promise<void> {
  await says(editor, '漢字 = "😀"')
  await editor.type('iconst 幅 = 1; let ')
  await editor.until('grey', ({ grey }) => grey.includes('字'))
  await says(editor)
  await editor.type('漢')
  await editor.until('the rest', ({ grey }) => !grey.includes('漢') && grey.includes('字'))
  await editor.type('<M-Right><Tab>')
  await becomes(editor, 'const 幅 = 1; let 漢字 = "😀"')
}

async function wrapped(editor: FramedEditor): Promise<void> {
  const long = 'word '.repeat(15)
  await says(editor, `${'more '.repeat(8)}end`)
  await editor.type(`i${long}`)
  await editor.until('grey on two lines', ({ lines }) => (lines[1] ?? '').includes('end'))
  await editor.type('<Tab>')
  await becomes(editor, `${long}${'more '.repeat(8)}end`)
}

async function rightToLeft(editor: FramedEditor): Promise<void> {
  await editor.lua('vim.wo.rightleft = true')
  await says(editor, 'עולם')
  await editor.type('ix = שלום ')
  await editor.until('grey', ({ grey }) => grey !== '')
  await editor.type('<Tab>')
  await becomes(editor, 'x = שלום עולם')
}

async function paste(editor: FramedEditor): Promise<void> {
  await says(editor, 'width')
  await editor.lua('vim.o.paste = true')
  await editor.type('ix = <Tab>y<Esc>')
  await becomes(editor, 'x = \ty')
  assert.deepEqual(await heard(editor, ASKED), [])
  await editor.lua('vim.o.paste = false')
  await shown(editor, 'oz = ')
}

async function splits(editor: FramedEditor): Promise<void> {
  await editor.type(':vsplit<CR>')
  await says(editor, 'width')
  await editor.type('ix = ')
  // Marks of a buffer show in all of its windows.
  await editor.until('grey', ({ grey }) => grey.startsWith('width'))
  await editor.type('<Tab>')
  await becomes(editor, 'x = width')
  await says(editor)
  await editor.type('<Esc>')
  await editor.until('no grey', grey(''))
  await says(editor, 'height')
  await editor.type('oz = ')
  await editor.until('grey', ({ grey }) => grey.startsWith('height'))
  // Neither window keeps it.
  await editor.type('<Esc><C-w>w')
  await editor.until('no grey', grey(''))
  await textBecomes(editor, 'x = width\nz = ')
}

async function reread(editor: FramedEditor): Promise<void> {
  await shown(editor)
  await editor.type('<Esc>:e!<CR>')
  await editor.until('no grey', grey(''))
  await textBecomes(editor, '')
  await shown(editor)
  await editor.type('<Esc>:bd!<CR>')
  await editor.until('no grey', grey(''))
  assert.equal(await editor.lua(`return require('midfill').is_visible()`), false)
}

async function otherWindow(editor: FramedEditor): Promise<void> {
  await says(editor, 'width')
  await editor.type('ix = <Esc>:new<CR>iy')
  await becomes(editor, 'y')
  await editor.type('<Esc>:q!<CR>')
  await becomes(editor, 'x = ')
  await editor.until('no grey', grey(''))
}

async function readOnly(editor: FramedEditor): Promise<void> {
  await editor.lua('vim.bo.readonly = true')
  await shown(editor)
  await editor.type('<Esc>:set nomodifiable<CR>')
  await editor.type('i')
  await editor.lua('vim.bo.modifiable = true')
  await editor.type('<Esc>')
  await becomes(editor, 'x = ')
  await editor.lua(`vim.cmd('messages clear')`)
}

async function terminal(editor: FramedEditor): Promise<void> {
  await says(editor, 'width')
  await editor.type(':terminal cat<CR>iecho<CR>')
  await editor.until('its words', message('echo'))
  assert.deepEqual(await heard(editor, ASKED), [])
}

async function counted(editor: FramedEditor): Promise<void> {
  await shown(editor, '2ix = ')
  await editor.type('<Tab><Esc>')
  await editor.until('no grey', grey(''))
  await says(editor)
  await editor.type(':%delete<CR>ia<CR>b<Esc>gg0<C-v>jI-<Esc>')
  await textBecomes(editor, '-a\n-b')
  await editor.type(':%delete<CR>')
  await textBecomes(editor, '')
  await shown(editor)
  await editor.type('<C-o>0')
  await editor.until('no grey', grey(''))
  await editor.type('<Esc>')
  await becomes(editor, 'x = ')
}

async function dos(editor: FramedEditor): Promise<void> {
  await editor.lua(`vim.bo.fileformat = 'dos'`)
  await says(editor, '{\n  stop()\n}')
  await editor.type('iif ')
  await editor.until('grey', ({ grey }) => grey.includes('stop'))
  await editor.type('<Tab>')
  await textBecomes(editor, 'if {\n  stop()\n}')
}

async function mistaken(editor: FramedEditor): Promise<void> {
  await editor.lua(`_G.script['workspace/executeCommand'] = vim.NIL`)
  const answers: [string, string][] = [
    ['', 'takes log, snooze, status, toggle, why'],
    ['nonsense', 'there is no :Midfill nonsense'],
    ['snooze soon', 'snooze takes a number of minutes'],
    ['snooze -1', 'snooze takes a number of minutes'],
    ['snooze nan', 'snooze takes a number of minutes'],
    ['snooze inf', 'snooze takes a number of minutes'],
    ['toggle everything', 'toggle takes nothing, or the word language'],
  ]
  for (const [command, answer] of answers) {
    await editor.lua(`vim.cmd('messages clear')`)
    await editor.type(`:Midfill ${command}<CR>`)
    await editor.until(answer, message(answer))
  }
  assert.deepEqual(await heard(editor, 'workspace/executeCommand'), [])
  const completed = await editor.lua(`return vim.fn.getcompletion('Midfill toggle l', 'cmdline')`)
  assert.deepEqual(completed, ['language'])
}

async function notes(editor: FramedEditor): Promise<void> {
  await editor.lua(`
    local notes = { 'midfill.gatway is no setting.' }
    _G.script['midfill/why'] = { reason = vim.NIL, message = 'Nothing is wrong.', notes = notes }
    _G.tell('midfill/status', { state = 'ready', source = 'embedded', message = 'Fine.', notes = notes })`)
  await editor.type(':Midfill why<CR>')
  await editor.until('both', message('Nothing is wrong. midfill.gatway is no setting.'))
  await editor.type(':checkhealth midfill<CR>')
  await eventually('the note', async () => {
    const said = await text(editor)
    return /WARNING midfill\.gatway is no setting/.test(String(said)) || undefined
  })
}

const SERVER = [process.execPath, CLI, 'lsp', '--stdio'].map((part) => `'${part}'`).join(', ')

/** With a server that is a process of its own. */
async function editorOn(t: TestContext, version: NeovimVersion, cmd: string) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-nvim-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.ts`), '')
  // Room for messages: one that is longer waits for a key, and so does whoever asks the editor something.
  const init = `
    vim.o.cmdheight = 8
    local start = vim.lsp.start
    vim.lsp.start = function(...)
      _G.starts = (_G.starts or 0) + 1
      return start(...)
    end
    require('midfill').setup({ cmd = { ${cmd} } })`
  return framedEditor(t, neovim(version), {
    ...{ folder, home: join(folder, 'home'), file: 'a.ts', init },
  })
}

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  const skip = reasonAgainst(version)
  for (const cmd of [`'/nonexistent/midfill'`, `'false'`]) {
    test(`${cmd} as server is started once in Neovim ${version}`, { skip }, async (t) => {
      const editor = await editorOn(t, version, cmd)
      const mayStart = `return require('midfill.lives').may_start({ ${cmd} })`
      await eventually('the end', async () => !(await editor.lua(mayStart)) || undefined)
      for (const name of ['b', 'c']) await editor.lua('vim.cmd.edit(...)', `${name}.ts`)
      assert.equal(await editor.lua('return _G.starts'), 1)
    })
  }

  test(`a server that crashes is started again in Neovim ${version}`, { skip }, async (t) => {
    const editor = await editorOn(t, version, SERVER)
    await editor.lua(`require('midfill.lives').WORKS_AFTER_MS = 0`)
    const clientId = () =>
      editor.lua(`
      local told = vim.lsp.get_clients({ bufnr = 0, name = 'midfill' })[1]
      return told and told.initialized and require('midfill.status').of(told) and told.id`)
    const first = await eventually('the server', async () => (await clientId()) || undefined)
    await editor.lua(`
      for _, process in ipairs(vim.api.nvim_get_proc_children(vim.fn.getpid())) do
        vim.uv.kill(process, 'sigkill')
      end`)
    await eventually('another server', async () => {
      const now = await clientId()
      return now && now !== first ? true : undefined
    })
    await editor.type('iconst a = readNumber(input, 1)<CR>const b = readNumber(')
    await editor.until('grey', grey('input, 1)'))
  })
}
