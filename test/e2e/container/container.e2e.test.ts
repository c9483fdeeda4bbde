// The Dockerfile, built and run: as the official guide starts it, and as a cautious cluster does.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import {
  buildImage,
  compressedBytes,
  configOf,
  noContainers,
  run,
  startContainer,
} from '../../support/containers.ts'

const skip = noContainers()
const MB = 1024 * 1024
/** The lines of the official guide. */
const OFFICIAL = [
  ...['-e', 'AIGW_GITLAB_URL=https://gitlab.example.com'],
  ...['-e', 'AIGW_GITLAB_API_URL=https://gitlab.example.com/api/v4/'],
  ...['-e', 'AIGW_CUSTOM_MODELS__ENABLED=true', '-e', 'AIGW_AUTH__BYPASS_EXTERNAL=true'],
]
/** From the container's first process to the answer; and how many may be too late where others take the processor. */
const ANSWERS_WITHIN_MS = 2_000
const STARTS = 4
/** Asks until there is an answer; prints its status, its body and how long after the first process that was. */
const ASK = `
const { readFileSync } = require('node:fs')
const body = JSON.stringify({ prompt_version: 1, current_file: { file_name: 'a.ts',
  content_above_cursor: 'const total = sum(items)\\nconst other = sum(', content_below_cursor: ')\\n' } })
const headers = { 'content-type': 'application/json' }
const ask = () => fetch('http://127.0.0.1:5052/v2/code/completions', { method: 'POST', headers, body })
  .catch(() => new Promise((resolve) => setTimeout(resolve, 20)).then(ask))
const bootToNow = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
const bootToStart = Number(readFileSync('/proc/1/stat', 'utf8').split(') ')[1].split(' ')[19]) * 10
ask().then(async (answer) => console.log(JSON.stringify({
  status: answer.status, body: await answer.json(), ms: bootToNow() - bootToStart })))
`

let image = ''
before(
  () => {
    if (!skip) image = buildImage()
  },
  { timeout: 600_000 },
)

test('the image is small, and says what is in it', { skip }, (t) => {
  const mb = compressedBytes(image) / MB
  t.diagnostic(`${mb.toFixed(1)} MB compressed`)
  assert.ok(mb < 70, `${mb} MB`)
  const bill = run('podman', [
    'run',
    '--rm',
    '--entrypoint',
    'node',
    image,
    '-p',
    "require('./dist/sbom.cdx.json').components.map(({ name }) => name).join()",
  ])
  assert.match(bill, /\bfastify\b/)
  assert.doesNotMatch(bill, /\besbuild\b/)
})

test('the image says who it is, as whom it runs, and how it is asked for its health', {
  skip,
}, () => {
  const { Config } = configOf(image)
  assert.deepEqual(Object.keys(Config.ExposedPorts), ['5052/tcp'])
  assert.equal(Config.User, '1000:0')
  assert.deepEqual(Config.Healthcheck?.Test, ['CMD', 'node', 'dist/cli.js', 'healthcheck'])
  for (const label of ['title', 'description', 'licenses']) {
    assert.ok(Config.Labels[`org.opencontainers.image.${label}`], label)
  }
})

test('without a network, a privilege or a place to write it answers within two seconds', {
  skip,
}, (t) => {
  const container = startContainer(image, ['--network', 'none', ...OFFICIAL])
  t.after(() => container.stop())
  const { status, body, ms } = JSON.parse(container.node(ASK))
  const startsMs = [ms]
  while (Math.min(...startsMs) > ANSWERS_WITHIN_MS && startsMs.length < STARTS) {
    startsMs.push(firstAnswerMs())
  }
  t.diagnostic(`first completion ${startsMs.map(Math.round).join(', ')} ms after the first process`)
  assert.ok(Math.min(...startsMs) <= ANSWERS_WITHIN_MS)
  assert.equal(status, 200)
  assert.equal(typeof body.choices[0].text, 'string')
  assert.equal(container.midfill('healthcheck').status, 0)
  assert.match(container.logs(), /Server listening at http:\/\/127\.0\.0\.1:5052/)
})

/** Of another container. */
function firstAnswerMs(): number {
  const container = startContainer(image, ['--network', 'none', ...OFFICIAL])
  const { ms } = JSON.parse(container.node(ASK))
  container.stop()
  return ms
}

test('a wrong variable ends it with a reason', { skip }, () => {
  const wrong = ['run', '--rm', '--network', 'none', '-e', 'AIGW_FASTAPI__API_PORT=many', image]
  assert.throws(() => run('podman', wrong), /AIGW_FASTAPI__API_PORT: /)
})
