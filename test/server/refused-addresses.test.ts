// Addresses that no request may make the gateway call.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type ErrorAnswer, jsonOf, post, suggestionBody } from '../support/bodies.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { nestedModelAt } from '../support/hand-model.ts'
import { askNaming, CODE, MODEL_KEY, OPEN } from '../support/named-servers.ts'

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined, OPEN)
})
after(() => gateway.stop())

/** The metadata services of clouds, and what never leaves a link, however it is written. */
const NEVER_CALLED = [
  'http://169.254.169.254/v1',
  'https://169.254.169.254:8080/v1',
  'http://2852039166/v1',
  'http://0xa9fea9fe/v1',
  'http://0xA9.0xFE.0xA9.0xFE/v1',
  'http://0251.0376.0251.0376/v1',
  'http://169.254.43518/v1',
  'http://169.16689662/v1',
  'http://169.254.169.254./v1',
  'http://%31%36%39.254.169.254/v1',
  'http://①⑥⑨.254.169.254/v1',
  'http://169。254。169。254/v1',
  'http:169.254.169.254/v1',
  'http:/\\169.254.169.254/v1',
  ' http://169.254.169.254/v1 ',
  'http://user:password@169.254.169.254/v1',
  'http://models.lan@169.254.169.254/v1',
  'http://169.254.169.254#@models.lan/v1',
  'http://169.254.170.2/v1',
  'http://[::ffff:169.254.169.254]/v1',
  'http://[::ffff:a9fe:a9fe]/v1',
  'http://[0:0:0:0:0:ffff:169.254.169.254]/v1',
  'http://[fd00:ec2::254]/v1',
  'http://[FD00:0EC2:0::0254]/v1',
  'http://[fe80::1]/v1',
  'http://[FE80::1]:8000/v1',
  'http://[febf:ffff::1]/v1',
  'http://[::169.254.169.254]/v1',
  'http://[64:ff9b::169.254.169.254]/v1',
  'http://[64:ff9b::a9fe:aa02]/v1',
  'http://[2002:a9fe:a9fe::1]/v1',
  'http://[64:ff9b::6464:64c8]/v1',
  'http://[fd00:ec2::23]/v1',
  'http://[fd20:ce::254]/v1',
  'http://[fd00:c1::a9fe:a9fe]/v1',
  'http://168.63.129.16/v1',
  'http://metadata.goog/v1',
  'http://100.100.100.200/v1',
  'http://192.0.0.192/v1',
  'http://metadata.google.internal/v1',
  'http://METADATA.Google.Internal/v1',
  'http://metadata.google.internal./v1',
  'http://metadata/v1',
  'http://instance-data/v1',
]

test('metadata services and link-local addresses are refused in every spelling', async () => {
  for (const endpoint of NEVER_CALLED) {
    const { status, code } = await askNaming(endpoint, gateway)
    assert.deepEqual([status, code], [403, 'model_host_refused'], endpoint)
  }
})

test('they are refused wherever a model can be named', async () => {
  const model = nestedModelAt({ url: 'http://169.254.169.254/v1' })
  const asked: [string, object][] = [
    ['/v4/code/suggestions', suggestionBody(CODE, model)],
    ['/v3/code/completions', suggestionBody(CODE, { ...model, stream: true })],
    ['/v1/prompts/model_configuration%2Fcheck', { inputs: {}, ...model }],
    ['/v2/chat/agent', { messages: [{ role: 'user', content: 'hello' }], ...model }],
  ]
  for (const [path, body] of asked) {
    const answer = await post(gateway.url + path, body)
    assert.equal(answer.status, 403, path)
    assert.equal((await jsonOf<ErrorAnswer>(answer)).code, 'model_host_refused', path)
  }
})

test('a name that leads to a refused address leads nowhere', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-dns-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const preload = join(folder, 'names.cjs')
  writeFileSync(preload, NAMES)
  const other = await startGateway(t, { ...OPEN, NODE_OPTIONS: `--require ${preload}` })
  for (const name of ['rebinding.test', 'mixed.test']) {
    const { status, detail } = await askNaming(`http://${name}:9/v1`, other)
    assert.equal(status, 503)
    assert.match(String(detail), /its address is one that is never called/)
  }
})

/** Names that look harmless, in the place of the system's look-up. */
const NAMES = `
const dns = require('node:dns')
const BAD = [{ address: '169.254.169.254', family: 4 }]
const TABLE = { 'rebinding.test': BAD, 'mixed.test': [{ address: '127.0.0.1', family: 4 }, ...BAD] }
const { lookup } = dns
dns.lookup = (name, options, callback) => {
  const found = TABLE[name]
  if (!found) lookup(name, options, callback)
  else if (options.all) callback(null, found)
  else callback(null, found.at(-1).address, found.at(-1).family)
}
require('node:module').syncBuiltinESMExports()
`

test('keys and hosts of models stay out of the log', () => {
  assert.doesNotMatch(gateway.log(), new RegExp(MODEL_KEY))
  assert.doesNotMatch(gateway.log(), /169\.254|metadata/)
})
