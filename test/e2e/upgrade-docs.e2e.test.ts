// docs/upgrade.md: its commands, one after the other, on gateways that stand for the containers.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { completionBody, post } from '../support/bodies.ts'
import { fitsTheChart } from '../support/chart-values.ts'
import { type DockerRun, dockerRun, type Shell, shellWithShims } from '../support/docker-shim.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { CLI, type RunningGateway, startGateway } from '../support/gateway.ts'
import { blocksOf } from '../support/pages.ts'
import { needsProgram } from '../support/programs.ts'

const COMMANDS = blocksOf('docs/upgrade.md', 'sh').flatMap((block) =>
  block.trim().replaceAll('\\\n', ' ').split('\n'),
)
const KEY = 'a-key-of-a-team'
/** As it was started before anybody thought of upgrades. */
const OLD: DockerRun = {
  ...dockerRun(['run', '--name', 'midfill', '-p', '5052:5052', 'midfill/gateway:OLD']),
  mounts: ['/etc/midfill/midfill.yaml:/midfill.yaml:ro'],
  env: { MIDFILL_CONFIG: '/midfill.yaml' },
  envFile: '/etc/midfill/environment',
}

interface Container {
  readonly run: DockerRun
  gateway: RunningGateway | undefined
}

interface Machine {
  readonly t: TestContext
  readonly shell: Shell
  readonly containers: Map<string, Container>
}

test('every command of docs/upgrade.md does what the page says', async (t) => {
  needsProgram('curl')
  const machine: Machine = {
    t,
    shell: shellWithShims(t, ['docker', 'helm', 'kubectl']),
    containers: new Map(),
  }
  const folder = join(machine.shell.folder, 'etc/midfill')
  mkdirSync(folder, { recursive: true })
  const { url } = await fakeUpstream(t, { chunks: ['1'] })
  const yaml = `deployments: [{ name: main, family: codestral, provider: openai, url: "${url}" }]\n`
  writeFileSync(join(folder, 'midfill.yaml'), yaml)
  writeFileSync(join(folder, 'environment'), `MIDFILL_API_KEYS=${KEY}\nMIDFILL_API_KEY=${KEY}\n`)
  await startContainer(machine, OLD)
  assert.ok(COMMANDS.length >= 12)
  for (const command of COMMANDS) await follow(machine, command)

  const now = machine.containers.get('midfill')
  assert.equal(now?.run.image, OLD.image, 'the old one is back')
  const headers = { authorization: `Bearer ${KEY}` }
  const body = completionBody({ above: 'x = ' })
  const answer = await post(`${now.gateway?.url}/v2/code/completions`, body, { headers })
  assert.equal(answer.status, 200)
})

async function follow(machine: Machine, command: string): Promise<void> {
  const { stdout, calls } = machine.shell.run(withPorts(machine, command))
  if (command.startsWith('curl')) assert.equal(stdout, '{"status":"ok"}')
  for (const { program, args } of calls) {
    if (program === 'docker') await docker(machine, args)
    else if (args[0] === 'upgrade') fitsTheChart(args)
    else assert.ok(['rollback', '-n'].includes(args[0] ?? ''), args.join(' '))
  }
}

/** Published ports become those on which the gateways listen here. */
const withPorts = ({ containers }: Machine, text: string): string =>
  [...containers.values()].reduce((now, { run, gateway }) => {
    const [port] = run.ports[0]?.split(':') ?? []
    return gateway ? now.replace(`http://127.0.0.1:${port}`, gateway.url) : now
  }, text)

async function docker(machine: Machine, args: string[]): Promise<void> {
  const [verb = '', ...words] = args
  const [first = '', second = ''] = words
  const { containers } = machine
  const known = (name: string): Container => containers.get(name) ?? assert.fail(`no ${name}`)
  const verbs: Record<string, () => unknown> = {
    run: () => startContainer(machine, dockerRun(args)),
    compose: () => fitsTheFile(words),
    async stop() {
      assert.deepEqual(words, ['-t', '30', 'midfill'])
      assert.equal(await known('midfill').gateway?.stop(), 0)
    },
    async rm() {
      assert.equal(first, '-f')
      await known(second).gateway?.stop()
      containers.delete(second)
    },
    rename() {
      assert.ok(!containers.has(second))
      containers.set(second, known(first))
      containers.delete(first)
    },
    start: () => startContainer(machine, { ...known(first).run, name: first }),
  }
  await (verbs[verb] ?? assert.fail(`docker ${verb}`))()
}

/** Services that the words name are in the file that they name. */
function fitsTheFile([option, file = '', ...words]: string[]): void {
  assert.equal(option, '-f')
  const services = Object.keys(parse(readFileSync(file, 'utf8'), { merge: true }).services)
  const named = words.filter((word) => /^(gateway|proxy)/.test(word))
  assert.equal(named.length, 1)
  for (const name of named) assert.ok(services.includes(name), name)
}

async function startContainer(machine: Machine, run: DockerRun): Promise<void> {
  const { t, shell, containers } = machine
  const here = (value: string): string =>
    run.mounts.reduce((now, mount) => {
      const [from = '', to = ''] = mount.split(':')
      return now === to ? join(shell.folder, from) : now
    }, value)
  const lines = readFileSync(join(shell.folder, run.envFile), 'utf8').trim().split('\n')
  const pairs = [...lines.map((line) => line.split('=')), ...Object.entries(run.env)]
  const env = Object.fromEntries(pairs.map(([name = '', value = '']) => [name, here(value)]))
  if (!run.isOnce) {
    containers.set(run.name, { run, gateway: await startGateway(t, env) })
    return
  }
  // Not waited for by the whole process: a model of this test may be asked. Rejects with what it said.
  await promisify(execFile)(process.execPath, [CLI, ...run.command.map(here)], {
    env: { PATH: process.env.PATH, ...env },
  })
}
