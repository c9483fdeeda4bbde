// A Neovim whose screen is this process: every frame that it draws is kept.
import { spawn } from 'node:child_process'
import type { TestContext } from 'node:test'
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
import { type Frame, linesOf, Screen, textIn } from './screen.ts'

export interface FramedEditor extends Editor {
  screen: Screen
  /** The frames since the last call; a frame is all that is seen between two flushes. */
  takeFrames(): Frame[]
  greyIn(frame: Frame): string
}

export async function framedEditor(
  t: Pick<TestContext, 'after'>,
  { program, env }: Neovim,
  options: EditorOptions,
): Promise<FramedEditor> {
  const child = spawn(program, ['--embed', ...argumentsFor(options)], {
    cwd: options.folder,
    env: environment(options.home, env),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  t.after(() => child.kill('SIGKILL'))
  const screen = new Screen()
  const rpc = new NeovimRpc({ from: child.stdout, to: child.stdin }, (method, params) => {
    if (method === 'redraw') screen.take(params)
  })
  await rpc.request('nvim_ui_attach', SIZE.columns, SIZE.rows, { ext_linegrid: true, rgb: true })
  const greyIn = (frame: Frame): string => textIn(frame, (id) => colourOf(screen, id) === GREY)
  const viewOf = (frame: Frame): View => ({ lines: linesOf(frame), grey: greyIn(frame).trim() })
  return {
    screen,
    greyIn,
    takeFrames: () => screen.frames.splice(0),
    type: async (keys) => {
      await rpc.request('nvim_input', keys)
    },
    lua: (code, ...args) => rpc.request('nvim_exec_lua', code, args),
    until: (what, isIt) => until(screen, what, (frame) => satisfied(viewOf(frame), isIt)),
    close: async () => {
      rpc.tell('nvim_command', 'qa!')
      await gone
    },
  }
}

const colourOf = ({ highlights }: Screen, id: number): number | undefined =>
  highlights.get(id)?.foreground

const satisfied = (view: View, isIt: (view: View) => boolean): View | undefined =>
  isIt(view) ? view : undefined

function until<T>(screen: Screen, what: string, look: (frame: Frame) => T | undefined): Promise<T> {
  const now = screen.latest && look(screen.latest)
  if (now !== undefined) return Promise.resolve(now)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      const lines = screen.latest ? linesOf(screen.latest).join('\n') : 'nothing'
      reject(new Error(`${what} did not come; on screen:\n${lines}`))
    }, PATIENCE_MS)
    const stop = screen.onFlush((frame) => {
      const found = look(frame)
      if (found === undefined) return
      clearTimeout(timer)
      stop()
      resolve(found)
    })
  })
}
