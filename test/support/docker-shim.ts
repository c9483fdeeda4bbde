// Stands in for docker (and gitlab-rake): a shell runs the commands of a document, and the test sees what they meant.
import assert from 'node:assert/strict'
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
  /** Where further variables are; empty: nowhere. */
  envFile: string
  /** It is gone when it ends, and is waited for. */
  isOnce: boolean
  /** What is run in it; empty: what the image runs. */
  command: string[]
}

/** Words that stand alone. */
const FLAGS = ['-d', '--rm']

/** The arguments of `docker run`; throws at an option that is not among those that this knows. */
export function dockerRun(args: readonly string[]): DockerRun {
  const parsed: DockerRun = {
    ...{ name: '', image: '', ports: [], env: {}, mounts: [] },
    ...{ envFile: '', isOnce: args.includes('--rm'), command: [] },
  }
  const take: Record<string, (value: string) => void> = {
    '--name': (value) => {
      parsed.name = value
    },
    '--restart': () => {},
    '--network': (value) => assert.equal(value, 'host'),
    '--env-file': (value) => {
      parsed.envFile = value
    },
    '-p': (value) => parsed.ports.push(value),
    '-v': (value) => parsed.mounts.push(value),
    '-e': (value) => {
      const at = value.indexOf('=')
      parsed.env[value.slice(0, at)] = value.slice(at + 1)
    },
  }
  const words = args.slice(1).values()
  for (const word of words) {
    const option = take[word]
    if (parsed.image) parsed.command.push(word)
    else if (FLAGS.includes(word)) continue
    else if (option) option(String(words.next().value))
    else if (word.startsWith('-')) throw new Error(`docker run knows no ${word}`)
    else parsed.image = word
  }
  return parsed
}
