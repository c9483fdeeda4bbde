// The midfill command.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { CLI, startGateway } from './support/gateway.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'midfill-cli-'))
after(() => rmSync(folder, { recursive: true }))

function midfill(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('--version and --help', () => {
  assert.match(midfill('--version').stdout, /^\d+\.\d+\.\d+\n$/)
  assert.match(midfill('--help').stdout, /midfill complete FILE:LINE:COL/)
})

test('a command line that makes no sense is explained, with status 2', () => {
  for (const args of [
    [],
    ['fly'],
    ['complete'],
    ['gateway', '--wings'],
    ['complete', 'a.ts'],
    ['config'],
    ['config', 'check', 'a', 'b'],
    ['gateway', 'midfill.yaml'],
    ['doctor', 'http://127.0.0.1:5052'],
    ['complete', 'a.ts:1:1', '--gateway', 'gateway.test'],
    ['complete', 'a.ts:1:1', '--gateway', 'localhost:5052'],
  ]) {
    const { status, stderr } = midfill(...args)
    assert.equal(status, 2, args.join(' '))
    assert.match(stderr, /^midfill: /)
  }
})

test('what was meant is said, and nothing is passed over', () => {
  for (const [line, words] of [
    ['gatway', 'there is no command "gatway"; did you mean gateway?'],
    ['fly', 'there is no command "fly"'],
    ['gateway --confg a', 'there is no option --confg; did you mean --config?'],
    ['gateway --json', 'gateway takes no --json'],
    ['config check --config a.yaml', 'config takes no --config'],
    ['complete a.ts:1:1 --json', 'complete takes no --json'],
  ] as const) {
    const { status, stderr } = midfill(...line.split(' '))
    assert.deepEqual([status, stderr], [2, `midfill: ${words}\nmidfill --help says more.\n`])
  }
})

test('complete prints the suggestion, its source and the time', () => {
  const path = file('a.ts', 'const a = readNumber(input, 1)\nconst b = readNumber(\n')
  const { status, stdout, stderr } = midfill('complete', `${path}:2:22`)
  assert.equal(status, 0)
  assert.match(stdout, /^input/)
  assert.match(stderr, /source: embedded, model: embedded, \d+ ms/)
})

test('complete says why the engine stands in for a gateway', () => {
  const path = file('c.ts', 'const a = readNumber(input, 1)\nconst b = readNumber(\n')
  const place = `${path}:2:22`
  const { status, stderr } = midfill('complete', place, '--gateway', 'http://127.0.0.1:1')
  assert.equal(status, 0)
  assert.match(
    stderr,
    /^midfill: the embedded engine stands in: .*cannot be reached \(ECONNREFUSED: connection refused\)\n/,
  )
  assert.match(stderr, /source: embedded/)
})

test('complete says what to do where the gateway wants a key, or another path', async (t) => {
  const { url } = await startGateway(t, { MIDFILL_API_KEYS: 'sesame' })
  const place = `${file('d.ts', 'const a = readNumber(input, 1)\nconst b = readNumber(\n')}:2:22`
  const complete = (gateway: string, key: string) =>
    run(process.execPath, [CLI, 'complete', place, '--gateway', gateway], {
      env: { ...process.env, MIDFILL_API_KEY: key },
    })
  const keyless = await complete(url, '')
  assert.match(keyless.stderr, /stands in: .*401: set MIDFILL_API_KEY to a key of the gateway\n/)
  const lost = await complete(`${url}/v2/code/completions`, 'sesame')
  assert.match(lost.stderr, /stands in: .*404: give --gateway its base URL/)
  assert.doesNotMatch((await complete(url, 'sesame')).stderr, /stands in/)
})

test('complete says why when it cannot', () => {
  const text = file('b.ts', 'one line')
  const binary = file('c.bin', 'PK\0\0')
  const secrets = file('.env', 'A=1')
  for (const [place, reason] of [
    [`${secrets}:1:1`, /nothing of .+ is sent: files for keys/],
    [`${text}:9:1`, /has 1 lines/],
    [`${text}:0:1`, /count from 1/],
    [`${binary}:1:1`, /not a text file/],
    [`${join(folder, 'none.ts')}:1:1`, /cannot be read \(ENOENT: no such file or directory\)/],
  ] as const) {
    const { status, stderr } = midfill('complete', place)
    assert.equal(status, 2)
    assert.match(stderr, reason)
  }
})

test('config check says that a file is good, or everything that is wrong with it', () => {
  const good = file('good.yaml', "deployments: [{name: a, family: mistral, url: 'http://a.test'}]")
  const fine = midfill('config', 'check', good)
  assert.deepEqual([fine.status, fine.stdout], [0, `${good}: good; 1 deployment, 0 rules\n`])
  const bad = file('bad.yaml', 'deployments:\n  - name: a\n    url: nowhere\nrulez: []\n')
  const { status, stdout, stderr } = midfill('config', 'check', bad)
  assert.deepEqual([status, stdout], [1, ''])
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    `${bad}:2:5: family: Field required`,
    `${bad}:3:10: must be an http:// or https:// URL`,
    `${bad}:4:1: there is no member "rulez" here; did you mean rules?`,
  ])
  assert.equal(midfill('gateway', '--config', bad).status, 1)
})

test('engine stats prints size, build time and answer times', () => {
  const { status, stdout } = midfill('engine', 'stats', folder)
  assert.equal(status, 0)
  assert.match(stdout, /^files: \d+, [\d.]+ MB\ntokens: \d+\nkept: /)
  assert.match(stdout, /answers: \d+, p50 [\d.]+ ms, p99 [\d.]+ ms\n$/)
  const none = midfill('engine', 'stats', join(folder, 'none'))
  assert.equal(none.status, 1)
  assert.match(none.stderr, /none is not a folder/)
  assert.equal(midfill('engine', 'stats').status, 2)
})

test('healthcheck tells by its status whether the gateway with the same variables answers', async (t) => {
  const gateway = await startGateway(t)
  const port = new URL(gateway.url).port
  const check = (env: Record<string, string>) =>
    run(process.execPath, [CLI, 'healthcheck'], { env: { ...process.env, ...env } })
  await check({ AIGW_FASTAPI__API_PORT: port, AIGW_FASTAPI__API_HOST: '0.0.0.0' })
  await assert.rejects(
    check({ AIGW_FASTAPI__API_PORT: '1' }),
    /midfill: no gateway answers at 127\.0\.0\.1:1 \(ECONNREFUSED: connection refused\)/,
  )
})
