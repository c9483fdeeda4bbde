// A real Helix in a real terminal, which is tmux.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type DebianProgram, unpacked } from './debian-programs.ts'
import { eventually } from './eventually.ts'

export const HELIX: DebianProgram = {
  name: 'helix',
  suite: 'trixie',
  package: 'hx',
  installed: 'usr/lib/hx/hx',
  program: 'hx',
}

const PATIENCE_MS = 60_000

export interface Helix {
  /** Keys by tmux's names for them. */
  press(...keys: string[]): void
  type(text: string): void
  /** Waits until the screen shows it. */
  until(what: string, shown: RegExp): Promise<void>
}

export interface HelixOptions {
  /** Its `languages.toml`. */
  languages: string
  /** The working folder, which holds the file. */
  folder: string
  file: string
  path: string
}

export function startHelix(t: TestContext, options: HelixOptions): Helix {
  const { folder, file, languages } = options
  const installed = unpacked(HELIX)
  const settings = join(folder, 'home/.config/helix')
  mkdirSync(settings, { recursive: true })
  writeFileSync(join(settings, 'languages.toml'), languages)
  const env = {
    PATH: options.path,
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    HELIX_RUNTIME: join(installed, 'usr/lib/hx/runtime'),
  }
  const server = ['-S', join(folder, 'tmux.sock'), '-f', '/dev/null']
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', [...server, ...args], { encoding: 'utf8', env, cwd: folder })
  tmux('new-session', '-d', '-x', '100', '-y', '24', '--', join(installed, 'hx'), file)
  // By its number: the folder with its socket may be gone by then.
  const pid = Number(tmux('display-message', '-p', '#{pid}'))
  t.after(() => process.kill(pid))
  const screen = (): string => tmux('capture-pane', '-p')
  const logFile = join(folder, 'home/.cache/helix/helix.log')
  const log = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : 'nothing')
  return {
    press: (...keys) => void tmux('send-keys', ...keys),
    type: (text) => void tmux('send-keys', '-l', text),
    until: (what, shown) =>
      eventually(what, () => shown.test(screen()) || undefined, PATIENCE_MS).then(
        () => {},
        (error) => {
          throw new Error(`${error.message}; on screen:\n${screen()}\nin its log:\n${log()}`)
        },
      ),
  }
}
