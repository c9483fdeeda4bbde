// Real Neovims of several Debian suites, unpacked once into a cache outside the tree and run beside the system's own.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Debian 13 has the oldest version that the plugin supports; the one in work has the newest. */
export const SUITES = { '0.10': 'trixie', '0.12': 'sid' } as const
export type NeovimVersion = keyof typeof SUITES

export interface Neovim {
  program: string
  env: Record<string, string>
}

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'midfill', 'neovim')
const TOOLS = ['debootstrap', 'patchelf']

/** Undefined where it can be had; otherwise the reason, for a test that is skipped. */
export function reasonAgainst(version: NeovimVersion): string | undefined {
  if (existsSync(folderOf(version))) return undefined
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error)
  if (missing.length > 0)
    return `${missing.join(' and ')} missing: apt-get install ${missing.join(' ')}`
  return process.getuid?.() === 0 ? undefined : 'debootstrap needs root'
}

/** Installs it if this machine never did; some 30 s and 100 MB. */
export function neovim(version: NeovimVersion): Neovim {
  const folder = folderOf(version)
  if (!existsSync(folder)) install(SUITES[version], folder)
  return {
    program: join(folder, 'nvim'),
    env: { VIMRUNTIME: join(folder, 'usr/share/nvim/runtime') },
  }
}

const folderOf = (version: NeovimVersion): string => join(CACHE, SUITES[version])

function install(suite: string, folder: string): void {
  mkdirSync(CACHE, { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  try {
    const packages = '--include=neovim'
    execFileSync(
      'debootstrap',
      ['--variant=minbase', packages, suite, unfinished, debianMirror()],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    makeRunnable(unfinished, folder)
    // Only what Neovim reads stays; whoever asks next finds either all of it or nothing.
    for (const unused of ['var', 'usr/share/doc', 'usr/share/locale', 'usr/share/man']) {
      rmSync(join(unfinished, unused), { recursive: true, force: true })
    }
    renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The program with the loader and the libraries of its own suite: the host's may be older. */
function makeRunnable(root: string, folder: string): void {
  const program = join(root, 'nvim')
  const installed = join(root, 'usr/bin/nvim')
  const text = { encoding: 'utf8' } as const
  const [libc = ''] = execFileSync(
    'find',
    [join(root, 'usr/lib'), '-name', 'libc.so.6'],
    text,
  ).split('\n')
  const libraries = join(folder, dirname(libc).slice(root.length))
  const loader = join(
    folder,
    'usr',
    execFileSync('patchelf', ['--print-interpreter', installed], text).trim(),
  )
  cpSync(installed, program)
  const flags = ['--set-interpreter', loader, '--force-rpath', '--set-rpath', libraries]
  execFileSync('patchelf', [...flags, program])
}

/** Where this machine gets its own packages from. */
function debianMirror(): string {
  const format = '$(LABEL) $(SITE)'
  const said = execFileSync('apt-get', ['indextargets', '--format', format], { encoding: 'utf8' })
  const mirror = /^Debian (\S+)$/m.exec(said)?.[1]
  if (!mirror) throw new Error('apt on this machine knows no Debian mirror')
  return mirror
}
