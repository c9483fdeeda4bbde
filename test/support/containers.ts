// Builds the Dockerfile and runs the image with podman, on a machine without an engine, systemd or a registry of images.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'midfill', 'container')
/** What `FROM` in the Dockerfile finds. */
const BASE = 'docker.io/library/node:24-slim'
const PROGRAMS = ['podman', 'buildah', 'runc', 'debootstrap']

// Works where cgroups are not delegated and limits cannot be raised, as inside of another container.
const CONTAINERS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
events_logger = "file"
cgroup_manager = "cgroupfs"
`

/** Why no container can run here; undefined: they can. */
export const noContainers = (): string | undefined => missingPrograms(PROGRAMS)

/** Why an image, or the root of one, cannot be made with these programs; undefined: it can. */
export function missingPrograms(programs: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'only root makes a base image'
  const missing = programs.filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  )
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined
}

/** As Docker calls processors. */
export type Processor = 'amd64' | 'arm64'
/** Of this machine. */
const HERE: Processor = process.arch === 'arm64' ? 'arm64' : 'amd64'

/** Builds the image as `docker build --platform` would; its name. Throws with the log when it fails. */
export function buildImage(processor: Processor = HERE): string {
  const folder = join(CACHE, 'bases')
  mkdirSync(folder, { recursive: true })
  run('bash', ['test/e2e/container/stand-in.sh', folder, BASE])
  const image = `midfill/gateway:e2e-${processor}`
  const flags = ['--isolation', 'chroot', '--pull-never', '--network', 'host', '--format', 'docker']
  // BuildKit says it by itself, and so do newer buildahs.
  const platforms = [
    '--platform',
    `linux/${processor}`,
    '--build-arg',
    `BUILDPLATFORM=linux/${HERE}`,
  ]
  // What one build leaves behind, another may still need.
  const alone = join(folder, 'building')
  run('flock', [alone, 'buildah', 'bud', ...flags, ...platforms, '-t', image, '.'])
  run('flock', [alone, 'podman', 'image', 'prune', '-f'])
  return image
}

export interface ImageRoot {
  /** Where its files are, to be changed at will. */
  readonly folder: string
  readonly config: ImageConfig
  remove(): void
}

export interface ImageConfig {
  readonly Architecture: string
  readonly Config: {
    readonly User: string
    readonly WorkingDir: string
    readonly Env: string[]
    readonly Entrypoint: string[]
    readonly Cmd: string[]
    readonly ExposedPorts: Record<string, unknown>
    readonly Labels: Record<string, string>
    /** What Docker asks it, in its words. */
    readonly Healthcheck?: { readonly Test: string[] }
  }
}

export function configOf(image: string): ImageConfig {
  const [config]: (ImageConfig & Pick<ImageConfig['Config'], 'Healthcheck'>)[] = JSON.parse(
    run('podman', ['image', 'inspect', image]),
  )
  if (!config) throw new Error(`no ${image}`)
  // Podman has it beside the rest.
  const { Healthcheck = config.Config.Healthcheck } = config
  return { ...config, Config: { ...config.Config, ...(Healthcheck && { Healthcheck }) } }
}

/** An image unpacked. */
export function unpackImage(image: string, processor: Processor): ImageRoot {
  const container = run('buildah', ['from', '--pull-never', '--arch', processor, image]).trim()
  const folder = run('buildah', ['mount', container]).trim()
  return { folder, config: configOf(image), remove: () => void run('buildah', ['rm', container]) }
}

/** Bytes of the image as a registry would hold it. */
export function compressedBytes(image: string): number {
  return Number(run('sh', ['-c', `podman save ${image} | gzip -6 | wc -c`]))
}

export interface Container {
  logs(): string
  /** Runs the image's Node inside of it; what it prints. */
  node(script: string): string
  midfill(...args: string[]): { status: number | null; stdout: string }
  /** Highest resident memory of its first process so far, in MB. */
  peakMb(): number
  stop(): void
}

/** Starts one as a cautious cluster does: read-only, without privileges, as a user that nobody knows. */
export function startContainer(
  image: string,
  args: string[] = [],
  command: string[] = [],
): Container {
  const id = run('podman', ['run', '-d', ...CAUTIOUS, ...args, image, ...command]).trim()
  const inside = (...words: string[]) => spawnSync('podman', ['exec', id, ...words], OPTIONS)
  return {
    logs: () => String(spawnSync('podman', ['logs', id], OPTIONS).stdout),
    node: (script) => String(inside('node', '-e', script).stdout),
    midfill(...words) {
      const { status, stdout } = inside('node', 'dist/cli.js', ...words)
      return { status, stdout: String(stdout) }
    },
    peakMb() {
      const script =
        "console.log(/VmHWM:\\s+(\\d+)/.exec(require('fs').readFileSync('/proc/1/status', 'utf8'))[1])"
      return Number(inside('node', '-e', script).stdout) / 1024
    },
    stop: () => void spawnSync('podman', ['rm', '-f', '-t', '5', id], OPTIONS),
  }
}

const CAUTIOUS = [
  ...['--user', '1000740000:0', '--read-only', '--cap-drop', 'ALL', '--memory', '256m'],
  ...['--security-opt', 'no-new-privileges', '--no-healthcheck'],
]

const OPTIONS: SpawnSyncOptions = {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  env: { ...process.env, ...settings() },
}

function settings(): Record<string, string> {
  mkdirSync(CACHE, { recursive: true })
  const [containers, storage] = [join(CACHE, 'containers.conf'), join(CACHE, 'storage.conf')]
  writeFileSync(containers, CONTAINERS)
  const [graph, state] = [join(CACHE, 'storage'), join(CACHE, 'run')]
  writeFileSync(
    storage,
    `[storage]\ndriver = "vfs"\ngraphroot = "${graph}"\nrunroot = "${state}"\n`,
  )
  return { CONTAINERS_CONF: containers, CONTAINERS_STORAGE_CONF: storage }
}

/** What a program prints; throws with all it said when it fails. */
export function run(program: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, OPTIONS)
  if (status === 0) return String(stdout)
  throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`)
}
