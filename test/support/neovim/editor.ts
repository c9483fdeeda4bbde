// A real Neovim, driven by keys and looked at: what both ways to run one have in common.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const PLUGIN = resolve('editors/nvim')
export const SIZE = { columns: 80, rows: 20 }
export const PATIENCE_MS = 40_000
/** The highlight of suggestions gets a colour that nothing else has. */
export const GREY = 0x8a8f98

export interface EditorOptions {
  /** The project's folder; the editor starts there. */
  folder: string
  /** A folder of the user's, for state and configuration; empty at first. */
  home: string
  /** Lua that runs before the plugin is loaded, as a user's init.lua would. */
  init?: string
  file?: string
  /** Instead of `--clean` and an init of ours: how a user has set it up. */
  setUp?: string[]
}

/** What a person sees. */
export interface View {
  lines: string[]
  /** The grey text, its lines joined; blanks around it do not count. */
  grey: string
}

export interface Editor {
  /** Types keys as Neovim writes them: `<Tab>`, `<M-Right>`. */
  type(keys: string): Promise<void>
  /** Runs Lua inside and brings what it returns. */
  lua(code: string, ...args: unknown[]): Promise<unknown>
  /** The first view that satisfies, now or later. */
  until(what: string, isIt: (view: View) => boolean): Promise<View>
  close(): Promise<void>
}

/** Nothing of the machine's own user is read or written. */
export function environment(home: string, own: Record<string, string>): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true })
  return {
    ...process.env,
    ...own,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
  }
}

const INIT = `
  vim.opt.runtimepath:prepend('${PLUGIN}')
  vim.o.swapfile = false
  vim.o.termguicolors = true
  vim.o.shiftwidth = 2
  vim.o.expandtab = true
  vim.api.nvim_set_hl(0, 'MidfillSuggestion', { fg = ${GREY} })
`

export const argumentsFor = ({ init = '', file, setUp }: EditorOptions): string[] => [
  ...(setUp ?? ['--clean', '--cmd', `lua ${INIT} ${init}`]),
  ...(file ? [file] : []),
]
