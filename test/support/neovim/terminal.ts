// A Neovim in a real terminal, which is tmux: keys go in as a keyboard sends them, colours come out as a terminal shows them.
import { execFileSync, spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { eventually } from '../eventually.ts'
import {
  argumentsFor,
  type Editor,
  type EditorOptions,
  environment,
  GREY,
  PATIENCE_MS,
  SIZE,
  type View,
} from './editor.ts'
import type { Neovim } from './neovims.ts'
import { NeovimRpc } from './rpc.ts'

export async function terminalEditor(
  t: Pick<TestContext, 'after'>,
  { program, env }: Neovim,
  options: EditorOptions,
): Promise<Editor> {
  const socket = join(options.home, 'nvim.sock')
  const server = ['-S', join(options.home, 'tmux.sock'), '-f', '/dev/null']
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', [...server, ...args], {
      encoding: 'utf8',
      env: environment(options.home, env),
      cwd: options.folder,
    })
  const size = ['-x', String(SIZE.columns), '-y', String(SIZE.rows)]
  environment(options.home, env)
  tmux('new-session', '-d', ...size, '--', program, '--listen', socket, ...argumentsFor(options))
  // It is gone already when Neovim was left.
  t.after(() => spawnSync('tmux', [...server, 'kill-server']))
  const line = await eventually('the socket of Neovim', () => connected(socket))
  t.after(() => line.destroy())
  const rpc = new NeovimRpc({ from: line, to: line })
  const look = (): View => viewOf(tmux('capture-pane', '-p', '-e'))
  return {
    type: async (keys) => {
      for (const args of keystrokes(keys)) tmux('send-keys', ...args)
    },
    lua: (code, ...args) => rpc.request('nvim_exec_lua', code, args),
    until: (what, isIt) =>
      eventually(what, () => [look()].find(isIt), PATIENCE_MS).catch((error) => {
        throw new Error(`${error.message}; on screen:\n${look().lines.join('\n')}`)
      }),
    close: async () => rpc.tell('nvim_command', 'qa!'),
  }
}

const connected = (path: string) =>
  new Promise<ReturnType<typeof connect> | undefined>((resolve) => {
    const line = connect(path)
    line.once('connect', () => resolve(line))
    line.once('error', () => resolve(undefined))
  })

const NAMES: Record<string, string> = {
  '<Esc>': 'Escape',
  '<CR>': 'Enter',
  '<Tab>': 'Tab',
  '<BS>': 'BSpace',
  '<M-Right>': 'M-Right',
  '<lt>': '<',
}

/** Arguments of `send-keys`: runs of literal text, and keys by tmux's names for them. */
function keystrokes(keys: string): string[][] {
  return keys.split(/(<[^ >]+>)/).flatMap((part) => {
    if (part === '') return []
    const name = NAMES[part]
    return [name ? [name] : ['-l', part]]
  })
}

const ESCAPE = '\u001b['
const COLOUR = new RegExp(`(${ESCAPE.replace('[', '\\[')}[\\d;:]*m)`)

/** Escape sequences out, and what was drawn in the colour of suggestions apart. */
function viewOf(captured: string): View {
  const colour = [GREY >> 16, (GREY >> 8) & 255, GREY & 255].join(';')
  const lines: string[] = []
  const grey: string[] = []
  let isGrey = false
  for (const raw of captured.split('\n')) {
    let line = ''
    let greyHere = ''
    for (const part of raw.split(COLOUR)) {
      if (part.startsWith(ESCAPE)) isGrey = foregroundAfter(part, isGrey, colour)
      else {
        line += part
        if (isGrey) greyHere += part
      }
    }
    lines.push(line.trimEnd())
    if (greyHere.trim() !== '') grey.push(greyHere)
  }
  return { lines, grey: grey.join('\n').trim() }
}

/** A sequence that names no foreground leaves it. */
function foregroundAfter(sequence: string, before: boolean, colour: string): boolean {
  const codes = sequence.slice(2, -1).replaceAll(':', ';')
  if (codes.includes(`38;2;${colour}`)) return true
  return /(^|;)(0?|39|3[0-7]|9[0-7]|38)(;|$)/.test(codes) ? false : before
}
