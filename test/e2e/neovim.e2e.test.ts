// The journey of a new user in real Neovims, in a screen of ours and in a terminal: editors/nvim and the built server.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import type { Editor, View } from '../support/neovim/editor.ts'
import { framedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, neovim, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import { freshProject, type Team, teamWith } from '../support/neovim/project.ts'
import { terminalEditor } from '../support/neovim/terminal.ts'

/** What the model says once a `c` was typed in a function's body. */
const SAID = ['onst depth = readNumber(\n', '    input,\n', '    3,\n', '  )']

const STATUSLINE = `vim.o.laststatus = 2
  vim.o.statusline = "%f %= %{v:lua.require'midfill'.status()}"`

interface Journey {
  editor: Editor
  team: Team
}

const STEPS: [string, (journey: Journey) => Promise<void>][] = [
  ['grey text of several lines', severalLines],
  ['word by word, then the rest', acceptance],
  ['undo takes back the suggestion and nothing else', undo],
  ['another file', otherFile],
  ['off for a language, and on again', offForLanguage],
  ['the gateway dies: the engine goes on; it comes back: the model is asked again', gatewayDies],
]

const WAYS = { 'a screen of ours': framedEditor, 'a terminal': terminalEditor }

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  for (const [way, start] of Object.entries(WAYS)) {
    test(`Neovim ${version} in ${way}`, { skip: reasonAgainst(version) }, async (t) => {
      const folder = freshProject(t)
      const team = await teamWith(t, SAID)
      const home = join(folder, '..', 'home')
      const init = `${team.init} ${STATUSLINE}`
      const editor = await start(t, neovim(version), { folder, home, init, file: 'lsp/area.ts' })
      const journey = { editor, team }
      for (const [name, step] of STEPS) await t.test(name, () => step(journey))
      await editor.close()
    })
  }
}

const isGrey = ({ grey }: View): boolean => grey !== ''
const isPlain = ({ grey }: View): boolean => grey === ''

const textOf = async ({ editor }: Journey): Promise<string> =>
  String(
    await editor.lua(`return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')`),
  )

const HEAD = 'export function readVolume(input: string[]): number {'

async function severalLines({ editor }: Journey): Promise<void> {
  await editor.type(`i${HEAD}<CR>c`)
  await editor.until('the first line', ({ grey }) => grey.startsWith('onst depth'))
  // The server shows the first line before the model has said the others.
  await editor.type('o')
  const isWhole = ({ grey }: View): boolean => grey.startsWith('nst') && grey.endsWith(')')
  const { grey } = await editor.until('the last line', isWhole)
  assert.match(grey, /^nst depth = readNumber\(\n {4}input,\n {4}3,\n {2}\)$/)
}

async function acceptance(journey: Journey): Promise<void> {
  const { editor } = journey
  await editor.type('<M-Right>')
  await editor.until('the rest', ({ grey }) => grey.startsWith('depth'))
  assert.match(await textOf(journey), /\{\n {2}const$/)
  await editor.type('<Tab>')
  await editor.until('no grey text', isPlain)
  const accepted = '{\n  const depth = readNumber(\n    input,\n    3,\n  )'
  assert.ok((await textOf(journey)).endsWith(accepted))
}

async function undo(journey: Journey): Promise<void> {
  const { editor } = journey
  await editor.type('<Esc>u')
  await eventually('the undone text', async () =>
    (await textOf(journey)).endsWith('{\n  const') ? true : undefined,
  )
  await editor.until('no grey text', isPlain)
}

async function otherFile({ editor }: Journey): Promise<void> {
  await editor.type(':silent write | edit lsp/volume.ts<CR>')
  await editor.type('iexport function otherVolume(input: string[]): number {<CR>c')
  await editor.until('grey text', isGrey)
  await editor.type('<Esc>')
  await editor.until('no grey text', isPlain)
  await editor.type(':silent write | edit lsp/area.ts<CR>')
}

async function offForLanguage({ editor }: Journey): Promise<void> {
  const type = 'Goexport function third(input: string[]): number {<CR>c'
  await editor.type(':Midfill toggle language<CR>')
  await editor.until('the message', ({ lines }) =>
    lines.some((line) => line.includes('for typescript are off')),
  )
  await editor.type(type)
  await assert.rejects(quickly(editor, isGrey))
  await editor.type('<Esc>:Midfill toggle language<CR>')
  await editor.until('the message', ({ lines }) =>
    lines.some((line) => line.includes('for typescript are on')),
  )
  await editor.type(type)
  await onCommand(editor, 'grey text', isGrey)
  await editor.type('<Esc>')
}

/** Answers come within milliseconds: what has not come by now does not come. */
const quickly = (editor: Editor, isIt: (view: View) => boolean): Promise<unknown> =>
  Promise.race([
    editor.until('grey text', isIt),
    new Promise((_, reject) => setTimeout(reject, 1_000, new Error('none'))),
  ])

async function gatewayDies({ editor, team }: Journey): Promise<void> {
  await editor.until('the name of the model', inStatusline('midfill codestral'))
  await team.gateway.stop()
  await editor.type(':silent write | edit test/fourth.test.ts<CR>')
  // The workspace has said it many times.
  await editor.type("iimport { test } from 'no")
  await onCommand(editor, 'a suggestion of the engine', ({ grey }) => grey.startsWith('de:'))
  // Where the engine is sure nobody asks the gateway, and nobody knows that it is gone.
  await editor.type('<CR><CR>export ')
  await onCommand(editor, 'offline', inStatusline('midfill offline'))
  await editor.type('<Esc>')
  await team.restart()
  await editor.type('Goexport function fifth(input: string[]): number {<CR>c')
  await onCommand(editor, 'a suggestion of the model', ({ grey }) => grey.startsWith('onst depth'))
  await editor.until('the name of the model', inStatusline('midfill codestral'))
}

const ASK_EVERY_MS = 700

/** So few keys do not pay for requests, and a gateway that failed is left alone for a while: a person would ask again. */
async function onCommand(
  editor: Editor,
  what: string,
  isIt: (view: View) => boolean,
): Promise<void> {
  const ask = () => void editor.lua(`require('midfill').suggest()`)
  const asking = setInterval(ask, ASK_EVERY_MS)
  try {
    await editor.until(what, isIt)
  } catch (cause) {
    const log = await editor.lua(`return require('midfill.journal').lines()`)
    throw new Error(`${what} did not come; the server's log: ${log}`, { cause })
  } finally {
    clearInterval(asking)
  }
}

const inStatusline = (text: string) => (view: View) =>
  view.lines.some((line) => line.endsWith(text))
