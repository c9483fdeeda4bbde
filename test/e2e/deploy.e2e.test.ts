// deploy/: Kubernetes' schemas, docker-compose, systemd and nginx take what is in it.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, fetch } from 'undici'
import { parseAllDocuments } from 'yaml'
import { cases, renderedFile } from '../../scripts/chart.ts'
import { completionBody } from '../support/bodies.ts'
import { authority, leafOf } from '../support/certificate.ts'
import { fakeUpstream, listen } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { needsProgram } from '../support/programs.ts'

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'midfill')
/** Kubernetes' own schemas, as classes that validate, the last for Node 20; 32 MB, and so no dependency of the project. */
const SCHEMAS = 'kubernetes-models@4.5.1'

/** ServiceMonitor is of the Prometheus operator, with schemas of its own. */
const VALIDATE = `
const objects = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const known = objects.filter(({ kind }) => kind !== 'ServiceMonitor')
if (known.length < 4) throw new Error('hardly anything was rendered')
for (const { kind, apiVersion, ...rest } of known) {
  try {
    new (require('kubernetes-models/' + apiVersion)[kind])(rest).validate()
  } catch (error) {
    throw new Error(kind + ': ' + error.message)
  }
}`

function run(program: string, args: string[], env: Record<string, string> = {}): string {
  const options = { encoding: 'utf8' as const, env: { ...process.env, ...env } }
  const { status, stdout, stderr, error } = spawnSync(program, args, options)
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`)
  return stdout
}

test('every rendered object is one of Kubernetes', () => {
  const folder = join(CACHE, 'kubernetes')
  mkdirSync(folder, { recursive: true })
  run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-save', SCHEMAS])
  for (const name of cases()) {
    const objects = parseAllDocuments(readFileSync(renderedFile(name), 'utf8')).map((d) => d.toJS())
    const { status, stderr } = spawnSync(process.execPath, ['-e', VALIDATE], {
      cwd: folder,
      input: JSON.stringify(objects),
      encoding: 'utf8',
    })
    assert.equal(status, 0, `${name}: ${stderr}`)
  }
})

test('docker-compose takes every file, and asks for what has no default', () => {
  needsProgram('docker-compose')
  const env = { MIDFILL_SIGNING_SECRET: 'x'.repeat(32), MIDFILL_API_KEYS: 'key' }
  for (const name of ['ollama', 'vllm', 'two-gateways']) {
    const file = `deploy/compose/${name}.yaml`
    const config = run('docker-compose', ['-f', file, 'config'], env)
    assert.match(config, /read_only: true/)
    const { stderr, status } = spawnSync('docker-compose', ['-f', file, 'config'], {
      encoding: 'utf8',
    })
    assert.notEqual(status, 0)
    assert.match(stderr, /MIDFILL_(SIGNING_SECRET|API_KEYS)/)
  }
})

test('systemd takes the unit', () => {
  needsProgram('systemd-analyze', 'systemd')
  run('systemd-analyze', ['verify', 'deploy/systemd/midfill.service'])
})

test('through nginx: HTTPS, words as they come, and a client that leaves stops the model', async (t) => {
  needsProgram('nginx')
  const upstream = await fakeUpstream(t, { chunks: ['first', 'second', 'third'], pauseMs: 400 })
  const gateway = await startGateway(t, {
    AIGW_AUTH__BYPASS_EXTERNAL: 'true',
    MIDFILL_MODEL_URL: upstream.url,
  })
  const port = await nginxBefore(t, new URL(gateway.url).port)
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  t.after(() => dispatcher.destroy())
  const leaving = new AbortController()
  const answer = await fetch(`https://127.0.0.1:${port}/v2/code/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...completionBody({ above: 'x = ' }), stream: true }),
    dispatcher,
    signal: leaving.signal,
  })
  assert.equal(answer.status, 200)
  const reader = answer.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  assert.match(Buffer.from(value ?? []).toString(), /^first/)
  assert.doesNotMatch(Buffer.from(value ?? []).toString(), /third/)
  leaving.abort()
  await upstream.closedByPeer
})

/** nginx with the file of deploy/, its names and paths put to those of this test; the port it listens on. */
async function nginxBefore(t: TestContext, gatewayPort: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-nginx-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const leaf = leafOf(authority())
  writeFileSync(join(folder, 'cert.pem'), leaf.certPem)
  writeFileSync(join(folder, 'key.pem'), leaf.keyPem)
  const port = await freePort()
  const site = readFileSync('deploy/nginx/midfill.conf', 'utf8')
    .replaceAll('/etc/nginx/tls', folder)
    .replace('gateway:5052', `127.0.0.1:${gatewayPort}`)
    .replace('listen 8443', `listen 127.0.0.1:${port}`)
  const whole = `daemon off; pid ${folder}/pid; error_log stderr; events {}\nhttp { access_log off;\n${site}\n}\n`
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, whole)
  run('nginx', ['-t', '-c', file])
  const nginx = spawn('nginx', ['-c', file], { stdio: 'ignore' })
  t.after(() => nginx.kill())
  while (!(await accepts(port))) await pause(20)
  return port
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server as never)
  await new Promise((resolve) => server.close(resolve))
  return port
}

const accepts = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    () => false,
  )
