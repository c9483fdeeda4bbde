// The plugin in a real Neovim, on a language server inside the editor that says what the test wants.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestContext } from 'node:test'
import { eventually } from '../eventually.ts'
import type { View } from './editor.ts'
import { type FramedEditor, framedEditor } from './framed.ts'
import { type NeovimVersion, neovim } from './neovims.ts'

const SERVER = resolve('test/support/neovim/scripted-server.lua')

interface Heard {
  method: string
  params: Record<string, unknown>
}

export interface ScriptedOptions {
  /** Lua of the user's init, before the plugin is set up. */
  init?: string
  /** Members of its options. */
  options?: string
}

/** An editor on an empty file, whose server has answered `initialize`. */
export async function scriptedEditor(
  t: TestContext,
  version: NeovimVersion,
  { init = '', options = '' }: ScriptedOptions,
): Promise<FramedEditor> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-nvim-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  writeFileSync(join(folder, 'area.ts'), '')
  const setup = `require('midfill').setup({ cmd = dofile('${SERVER}'), ${options} })`
  const editor = await framedEditor(t, neovim(version), {
    ...{ folder, home: join(folder, 'home'), file: 'area.ts' },
    init: `${init} ${setup}`,
  })
  const isReady = `return require('midfill.wire').client_of(0) ~= nil`
  await eventually('the server', async () => (await editor.lua(isReady)) || undefined)
  return editor
}

/** What the server suggests from now on. */
export const says = ({ lua }: FramedEditor, ...items: string[]): Promise<unknown> =>
  lua('_G.script.items = ...', items)

export const grey = (text: string) => (view: View) => view.grey === text

/** Types with a server that says `width`, until that is grey. */
export async function shown(editor: FramedEditor, keys = 'ix = '): Promise<void> {
  await says(editor, 'width')
  await editor.type(keys)
  await editor.until('grey', grey('width'))
}

export const line = ({ lua }: FramedEditor): Promise<unknown> =>
  lua('return vim.api.nvim_get_current_line()')

/** What the server was told by a method, from the first time on. */
export async function heard({ lua }: FramedEditor, method: string): Promise<Heard['params'][]> {
  const all = (await lua('return _G.heard')) as Heard[]
  return all.filter((one) => one.method === method).map(({ params }) => params)
}

export const becomes = (editor: FramedEditor, text: string): Promise<unknown> =>
  eventually(`the line ${text}`, async () => ((await line(editor)) === text ? true : undefined))

/** Whether a line on the screen holds a text. */
export const message =
  (text: string) =>
  ({ lines }: View) =>
    lines.some((one) => one.includes(text))
