// Programs of other Debian suites, unpacked once into a cache outside the tree and run beside the system's own.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export interface DebianProgram {
  /** Of the folder that all suites of it share in the cache. */
  readonly name: string
  readonly suite: string
  readonly package: string
  /** Where the package has it, from the root. */
  readonly installed: string
  /** What it is called at the top of its folder. */
  readonly program: string
}

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'midfill')
const TOOLS = ['debootstrap', 'patchelf']

/** Undefined where it can be had; otherwise the reason, for a test that is skipped. */
export function reasonAgainst(wanted: DebianProgram): string | undefined {
  if (existsSync(folderOf(wanted))) return undefined
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error)
  if (missing.length > 0)
    return `${missing.join(' and ')} missing: apt-get install ${missing.join(' ')}`
  return process.getuid?.() === 0 ? undefined : 'debootstrap needs root'
}

/** The folder that has it, and the rest of its suite below `usr`; installed now (30 s, 100 MB) if it never was. */
export function unpacked(wanted: DebianProgram): string {
  const folder = folderOf(wanted)
  if (!existsSync(folder)) install(wanted, folder)
  return folder
}

const folderOf = ({ name, suite }: DebianProgram): string => join(CACHE, name, suite)

function install(wanted: DebianProgram, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  try {
    const packages = `--include=${wanted.package}`
    execFileSync(
      'debootstrap',
      ['--variant=minbase', packages, wanted.suite, unfinished, debianMirror()],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    makeRunnable(wanted, unfinished, folder)
    // Only what the program reads stays; whoever asks next finds either all of it or nothing.
    for (const unused of ['var', 'usr/share/doc', 'usr/share/locale', 'usr/share/man']) {
      rmSync(join(unfinished, unused), { recursive: true, force: true })
    }
    renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The program with the loader and the libraries of its own suite: the host's may be older. */
function makeRunnable(wanted: DebianProgram, root: string, folder: string): void {
  const program = join(root, wanted.program)
  const installed = join(root, wanted.installed)
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
