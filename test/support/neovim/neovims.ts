// Real Neovims of several Debian suites.
import { join } from 'node:path'
import {
  type DebianProgram,
  reasonAgainst as reasonAgainstIt,
  unpacked,
} from '../debian-programs.ts'

/** Debian 13 has the oldest version that the plugin supports; the one in work has the newest. */
export const SUITES = { '0.10': 'trixie', '0.12': 'sid' } as const
export type NeovimVersion = keyof typeof SUITES

export interface Neovim {
  program: string
  env: Record<string, string>
}

const wanted = (version: NeovimVersion): DebianProgram => ({
  name: 'neovim',
  suite: SUITES[version],
  package: 'neovim',
  installed: 'usr/bin/nvim',
  program: 'nvim',
})

/** Undefined where it can be had; otherwise the reason, for a test that is skipped. */
export const reasonAgainst = (version: NeovimVersion): string | undefined =>
  reasonAgainstIt(wanted(version))

/** Installs it if this machine never did. */
export function neovim(version: NeovimVersion): Neovim {
  const folder = unpacked(wanted(version))
  return {
    program: join(folder, 'nvim'),
    env: { VIMRUNTIME: join(folder, 'usr/share/nvim/runtime') },
  }
}
