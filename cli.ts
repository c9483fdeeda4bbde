#!/usr/bin/env node
// midfill gateway | lsp | complete | config | engine | doctor | healthcheck: parses arguments, calls a room.
import { parseArgs } from 'node:util'
import { distance, nearestName, VERSION } from './protocol/index.ts'

const USAGE = `midfill ${VERSION}: code suggestions that you host yourself

Usage:
  midfill gateway                   serve suggestions over HTTP (port 5052)
  midfill lsp --stdio               serve an editor over the Language Server Protocol
                                    (or --socket=PORT, --pipe=NAME, --node-ipc; \`lsp\` may be left out)
  midfill complete FILE:LINE:COL    suggest once, at a one-based line and column
  midfill config check [FILE]       tell everything that is wrong with midfill.yaml
  midfill engine stats DIR          what the embedded engine makes of a folder: size, time, speed
  midfill doctor                    look at everything between a request and its answer
  midfill healthcheck               whether the gateway with the same variables answers

Options:
  --config FILE   gateway, doctor: deployments, rules and percentages (default: MIDFILL_CONFIG)
  --gateway URL   complete: ask this gateway (default: the embedded engine alone)
                  doctor: look at this gateway from outside
  --json          doctor: findings as JSON
  --help          show this text
  --version       show the version

The gateway is configured through the environment: see docs/configuration.md.
MIDFILL_API_KEY is the key that \`complete\` and \`doctor --gateway\` show to the gateway.
`

/** Commands without arguments: one that is written all the same was meant for something. */
const ALONE: ReadonlySet<string> = new Set(['gateway', 'doctor', 'healthcheck'])

/** The options of each command: another one would be passed over without a word. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  gateway: ['config'],
  lsp: ['stdio', 'socket', 'pipe', 'node-ipc', 'clientProcessId'],
  complete: ['gateway'],
  config: [],
  engine: [],
  doctor: ['config', 'gateway', 'json'],
  healthcheck: [],
}

const LAST_PORT = 65_535

/** Exit status for a command line that makes no sense, as shells use it. */
const BAD_USAGE = 2

const commandLine = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      stdio: { type: 'boolean' },
      socket: { type: 'string' },
      pipe: { type: 'string' },
      'node-ipc': { type: 'boolean' },
      gateway: { type: 'string' },
      config: { type: 'string' },
      json: { type: 'boolean' },
      // Editors add it to name themselves; vscode-languageclient always does.
      clientProcessId: { type: 'string' },
    },
  })

type Values = ReturnType<typeof commandLine>['values']

async function main(): Promise<void> {
  const { values, positionals } = commandLine()
  // Editors that were made for another language server know no commands.
  const isLsp = ['stdio', 'socket', 'pipe', 'node-ipc'].some((way) => way in values)
  const [command = isLsp ? 'lsp' : undefined, ...rest] = positionals
  if (values.version) process.stdout.write(`${VERSION}\n`)
  else if (values.help) process.stdout.write(USAGE)
  else if (command) await run(command, rest, values)
  else throw new TypeError(`a command is missing\n\n${USAGE}`)
}

async function run(command: string, rest: string[], values: Values): Promise<void> {
  checkArguments(command, rest, Object.keys(values))
  if (command === 'gateway') await (await import('./server/index.ts')).runGateway(values.config)
  else if (command === 'lsp') await lsp(values)
  else if (command === 'complete') await complete(rest, values.gateway)
  else if (command === 'config') await config(rest)
  else if (command === 'engine') await engine(rest)
  else if (command === 'doctor') await doctor(values)
  else await health()
}

function checkArguments(command: string, [first]: string[], options: string[]): void {
  const taken = TAKEN[command]
  if (!taken) {
    throw new TypeError(`there is no command "${command}"${meant(command, Object.keys(TAKEN))}`)
  }
  const other = options.find((option) => !taken.includes(option))
  if (other) throw new TypeError(`${command} takes no --${other}`)
  if (first === undefined || !ALONE.has(command)) return
  throw new TypeError(`${command} takes options alone, and not "${first}"`)
}

function meant(written: string, known: readonly string[]): string {
  const nearest = nearestName(written, known)
  // With half of its letters changed any word is any other.
  return distance(written, nearest) * 2 > written.length ? '' : `; did you mean ${nearest}?`
}

async function lsp(way: { socket?: string; pipe?: string; 'node-ipc'?: boolean }): Promise<void> {
  if (way.socket !== undefined && !isPort(way.socket)) {
    throw new TypeError(`--socket takes a port from 1 to ${LAST_PORT}, and not "${way.socket}"`)
  }
  if (way.pipe === '') throw new TypeError('--pipe takes a name')
  if (way['node-ipc'] && !process.send) {
    throw new TypeError('--node-ipc is for editors that fork the server from Node')
  }
  const { runLanguageServer } = await import('./lsp/index.ts')
  runLanguageServer(way)
}

const isPort = (text: string): boolean =>
  /^\d+$/.test(text) && Number(text) > 0 && Number(text) <= LAST_PORT

async function complete(places: string[], gateway: string | undefined): Promise<void> {
  const [place] = places
  if (!place || places.length > 1) throw new TypeError('complete takes one FILE:LINE:COL')
  checkUrl(gateway)
  const { completeOnce } = await import('./lsp/index.ts')
  process.exitCode = await completeOnce(place, {
    gatewayUrl: gateway ?? '',
    apiKey: process.env.MIDFILL_API_KEY ?? '',
    environment: process.env,
  })
}

function checkUrl(gateway = ''): void {
  if (gateway === '' || (URL.canParse(gateway) && /^https?:/.test(gateway))) return
  throw new TypeError('--gateway takes a URL that begins with http:// or https://')
}

async function config([verb, file, ...more]: string[]): Promise<void> {
  if (verb !== 'check' || more.length > 0) throw new TypeError('config takes check [FILE]')
  const { checkConfig } = await import('./server/index.ts')
  process.exitCode = checkConfig(file ?? process.env.MIDFILL_CONFIG ?? 'midfill.yaml', process.env)
}

async function engine([task, folder, ...more]: string[]): Promise<void> {
  if (task !== 'stats' || !folder || more.length > 0) throw new TypeError('engine takes stats DIR')
  const { engineStats } = await import('./lsp/index.ts')
  process.exitCode = await engineStats(folder)
}

async function doctor(options: {
  config?: string | undefined
  gateway?: string | undefined
  json?: boolean | undefined
}): Promise<void> {
  const { gateway = '', config = '', json = false } = options
  checkUrl(gateway)
  const { runDoctor } = await import('./server/index.ts')
  process.exitCode = await runDoctor({
    env: process.env,
    configPath: config,
    gatewayUrl: gateway,
    json,
    print: (line) => process.stdout.write(`${line}\n`),
  })
}

async function health(): Promise<void> {
  const { healthcheck } = await import('./server/index.ts')
  // Nothing that is left open may hold up the verdict.
  process.exit(await healthcheck(process.env))
}

main().catch((error: unknown) => {
  // parseArgs throws TypeErrors for what it does not know, and so do we.
  if (!(error instanceof TypeError)) throw error
  process.stderr.write(`midfill: ${inWords(error)}\nmidfill --help says more.\n`)
  process.exit(BAD_USAGE)
})

/** Node adds how an argument is written that begins with a dash, which nobody here wanted. */
function inWords({ message }: TypeError): string {
  const [, option] = /^Unknown option '--?([^']+)'/.exec(message) ?? []
  if (option === undefined) return message
  const known = Object.values(TAKEN).flat()
  return `there is no option --${option}${meant(
    `--${option}`,
    known.map((one) => `--${one}`),
  )}`
}
