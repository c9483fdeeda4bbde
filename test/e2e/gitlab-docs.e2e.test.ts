// docs/gitlab.md: its commands, run by a shell one after the other, and the texts that it explains.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { basename, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { completionBody, post } from '../support/bodies.ts'
import { authority, leafOf } from '../support/certificate.ts'
import { type DockerRun, dockerRun, type Shell, shellWithShims } from '../support/docker-shim.ts'
import { logged } from '../support/eventually.ts'
import { type FakeGitlab, fakeGitlab } from '../support/fake-gitlab.ts'
import { fakeRails } from '../support/fake-rails.ts'
import { CLI, type RunningGateway, startGateway } from '../support/gateway.ts'
import { asGitlab } from '../support/identity.ts'
import { blocksOf } from '../support/pages.ts'
import { needsProgram } from '../support/programs.ts'

const PAGE = readFileSync('docs/gitlab.md', 'utf8')
const BLOCKS = blocksOf('docs/gitlab.md', 'sh')
/** Lines that end in a backslash go on in the next. */
const COMMANDS = BLOCKS.flatMap((block) => block.trim().replaceAll('\\\n', ' ').split('\n'))
const USUAL = 'http://127.0.0.1:5052'
const IMAGE = 'midfill/gateway:TAG'

interface Site {
  shell: Shell
  gitlabs: Map<string, FakeGitlab>
  gateway: RunningGateway | undefined
}

test('every command of docs/gitlab.md does what the page says', async (t) => {
  needsProgram('curl')
  const names = ['gitlab', 'gitlab-a', 'gitlab-b']
  const instances = await Promise.all(names.map((name) => withName(t, name)))
  const site: Site = { shell: shellWithShims(t), gitlabs: new Map(instances), gateway: undefined }
  t.after(() => site.gateway?.stop())
  assert.ok(COMMANDS.length >= 15)
  for (const command of COMMANDS) {
    await t.test(command.replace(/\s+/g, ' ').slice(0, 100), () => follow(t, site, command))
  }
})

const withName = async (t: TestContext, name: string): Promise<[string, FakeGitlab]> => [
  `https://${name}.example.com`,
  await fakeGitlab(t),
]

async function follow(t: TestContext, site: Site, command: string): Promise<void> {
  const { stdout, calls } = site.shell.run(command.replace(USUAL, site.gateway?.url ?? USUAL))
  if (command.startsWith('curl')) assert.equal(stdout, '{"status":"ok"}')
  for (const { program, args } of calls) {
    if (program === 'gitlab-rake') await rakeTask(site, args)
    else await docker(t, site, args)
  }
}

async function rakeTask({ gateway, gitlabs }: Site, [task = '']: string[]): Promise<void> {
  assert.match(task, /^gitlab:duo:verify_self_hosted_setup\[\w+\]$/)
  const [gitlab] = gitlabs.values()
  assert.ok(gitlab && gateway)
  assert.equal(await fakeRails(gitlab, () => gateway.url).verifySetup(), 'ok')
}

async function docker(t: TestContext, site: Site, args: string[]): Promise<void> {
  const [verb = '', ...rest] = args
  const known: Record<string, () => unknown> = {
    build: () =>
      assert.match(
        readFileSync('Dockerfile', 'utf8'),
        /ENTRYPOINT \["node", .*"dist\/cli.js"\]\nCMD \["gateway"\]/,
      ),
    run: () => start(t, site, dockerRun(args)),
    rm: () => site.gateway?.stop(),
    stop: () => assert.deepEqual(rest, ['gitlab-aigw']),
    start: () => assert.deepEqual(rest, ['gitlab-aigw']),
    logs: () => tokensAreAccepted(site),
    exec: () => runsInside(rest),
    save: () => assert.equal(rest[0], IMAGE),
    load: () => assert.deepEqual(rest, ['-i', 'midfill.tar']),
  }
  const does = known[verb]
  assert.ok(does, `docker ${verb}`)
  await does()
}

/** The command that would run in the container is one that the built program knows. */
function runsInside(args: string[]): void {
  const at = args.indexOf('midfill')
  const [program, script, ...words] = args.slice(at + 1)
  assert.deepEqual([program, script], ['node', 'dist/cli.js'])
  const env = Object.fromEntries(
    args.slice(0, at).flatMap((word) => (word.includes('=') ? [word.split('=', 2)] : [])),
  )
  const { stdout } = spawnSync(process.execPath, [CLI, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
  assert.match(stdout, /^✓ configuration/)
  if (env.MIDFILL_MODEL_URL) assert.match(stdout, /ollama\.example\.com/)
}

/** The log says what the page promises. */
async function tokensAreAccepted({ gateway, gitlabs }: Site): Promise<void> {
  const [gitlab] = gitlabs.values()
  assert.ok(gateway && gitlab)
  assert.match(PAGE, /`Access tokens of https:\/\/gitlab\.example\.com are accepted\.`/)
  const sentence = `Access tokens of ${gitlab.url} are accepted.`
  await logged(gateway, 'GitLab', ({ message }) => message === sentence)
}

/** What the container would do: the same variables, for the built gateway. */
async function start(t: TestContext, site: Site, run: DockerRun): Promise<void> {
  assert.deepEqual([run.name, run.image, run.ports], ['midfill', IMAGE, ['5052:5052']])
  const ca = authority()
  const env = Object.fromEntries(
    Object.entries(run.env).map(([name, value]) => [name, valueHere(site, run, value)]),
  )
  for (const mount of run.mounts) fill(site, mount, { ca, leaf: leafOf(ca) })
  const gateway = await startGateway(t, env)
  site.gateway = gateway
  const asked = run.env.AIGW_GITLAB_URL?.split(',') ?? []
  assert.ok(asked.length > 0)
  if (env.AIGW_FASTAPI__TLS__ENABLED) {
    assert.equal(await statusOverTls(gateway, ca.certPem), 200)
    return
  }
  for (const url of asked) {
    const gitlab = site.gitlabs.get(url)
    assert.ok(gitlab, url)
    const headers = asGitlab(gitlab)
    const body = completionBody({ above: 'x = ' })
    const answer = await post(`${gateway.url}/v2/code/completions`, body, { headers })
    assert.equal(answer.status, 200, url)
  }
}

/** Example hosts become the fake instances, paths in the container those of the test. */
function valueHere({ gitlabs, shell }: Site, { mounts }: DockerRun, value: string): string {
  const named = value
    .split(',')
    .map((part) => gitlabs.get(part)?.url ?? part)
    .join(',')
  const mount = mounts.find((one) => named.startsWith(one.split(':')[1] ?? ' '))
  return mount ? join(shell.folder, 'mounted', named) : named
}

/** What an administrator would have put there. */
function fill(
  { shell }: Site,
  mount: string,
  { ca, leaf }: { ca: { certPem: string }; leaf: { certPem: string; keyPem: string } },
): void {
  const [, target = '', mode] = mount.split(':')
  assert.equal(mode, 'ro')
  const place = join(shell.folder, 'mounted', target)
  if (basename(target).includes('.')) {
    mkdirSync(join(place, '..'), { recursive: true })
    writeFileSync(place, ca.certPem)
    return
  }
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'cert.pem'), leaf.certPem)
  writeFileSync(join(place, 'key.pem'), leaf.keyPem)
}

const statusOverTls = ({ url }: RunningGateway, ca: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${url.replace('http:', 'https:')}/monitoring/healthz`, { ca, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject)
  })

test('every text that the page explains is one that the gateway says', () => {
  const code = readdirSync('server', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join('server', file), 'utf8'))
    .join('\n')
  const [, table = ''] = PAGE.split('## Troubleshooting')
  const texts = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, text]) => text ?? '')
  assert.ok(texts.length > 15)
  for (const text of texts) assert.ok(code.includes(text), text)
})
