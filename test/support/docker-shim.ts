// Stands in for docker (and gitlab-rake): a shell runs the commands of a document, and the test sees what they meant.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** One call of a program that is not really there, as the shell made it. */
export interface ShimCall {
  program: string
  args: string[]
}

export interface Shell {
  folder: string
  /** Runs a command as a reader would paste it; throws when it fails. */
  run(command: string): { stdout: string; calls: ShimCall[] }
}

interface Cleanup {
  after(run: () => unknown): void
}

const SHIMS = ['docker', 'gitlab-rake']
/** Not in any command of ours. */
const [UNIT, RECORD] = ['\x1f', '\x1e']

export function shellWithShims(t: Cleanup, programs: readonly string[] = SHIMS): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-shell-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const record = join(folder, 'calls')
  for (const program of programs) {
    const script = `#!/bin/sh\nfor word in ${program} "$@"; do printf '%s\\037' "$word"; done >> '${record}'\nprintf '\\036' >> '${record}'\n`
    writeFileSync(join(folder, program), script, { mode: 0o755 })
  }
  writeFileSync(join(folder, 'sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
  return {
    folder,
    run(command) {
      writeFileSync(record, '')
      const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 20_000,
        env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
      })
      if (status !== 0) throw new Error(`${command}\n${stderr}`)
      return { stdout, calls: callsIn(readFileSync(record, 'utf8')) }
    },
  }
}

const callsIn = (recorded: string): ShimCall[] =>
  recorded
    .split(RECORD)
    .filter((call) => call !== '')
    .map((call) => {
      const [program = '', ...args] = call.split(UNIT).slice(0, -1)
      return { program, args }
    })

export interface DockerRun {
  name: string
  image: string
  /** `host:container` */
  ports: string[]
  env: Record<string, string>
  /** `from:to:options` */
  mounts: string[]
}

/** The arguments of `docker run`; throws at an option that is not among those that this knows. */
export function dockerRun(args: readonly string[]): DockerRun {
  const parsed: DockerRun = { name: '', image: '', ports: [], env: {}, mounts: [] }
  const take: Record<string, (value: string) => void> = {
    '--name': (value) => {
      parsed.name = value
    },
    '--restart': () => {},
    '-p': (value) => parsed.ports.push(value),
    '-v': (value) => parsed.mounts.push(value),
    '-e': (value) => {
      const at = value.indexOf('=')
      parsed.env[value.slice(0, at)] = value.slice(at + 1)
    },
  }
  const words = args.slice(1).values()
  for (const word of words) {
    if (word === '-d') continue
    const option = take[word]
    if (option) option(String(words.next().value))
    else if (word.startsWith('-') || parsed.image) throw new Error(`docker run knows no ${word}`)
    else parsed.image = word
  }
  return parsed
}
