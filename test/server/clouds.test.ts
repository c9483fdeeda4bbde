// Models of clouds, called with the gateway's own credentials: signed for AWS, with a token for Google.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { awsEvent } from '../support/aws-events.ts'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { accessLine, logged } from '../support/eventually.ts'
import { fakeUpstream, listen, stop } from '../support/fake-upstream.ts'
import { CLI, type RunningGateway, startGateway } from '../support/gateway.ts'
import { workloadIdentity } from '../support/workload-identity.ts'

interface Call {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** A cloud that answers every POST in the same way; a hang-up before the end is `left`. */
async function cloud(t: TestContext, answer: (call: Call, response: ServerResponse) => void) {
  const calls: Call[] = []
  let leave = (): void => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const server = createServer(async (request, response) => {
    response.on('close', () => response.writableFinished || leave())
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const { url = '', headers } = request
    const call = { path: url, headers, body: Buffer.concat(parts).toString() }
    calls.push(call)
    answer(call, response)
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${port}`, calls, left }
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrEXAMPLEKEY' }
const aws = (url: string, keys: Record<string, string> = KEYS) => ({
  AWS_REGION: 'eu-central-1',
  AWS_BEDROCK_RUNTIME_ENDPOINT: url,
  AWS_EC2_METADATA_DISABLED: 'true',
  ...keys,
})

const MODEL = 'anthropic.claude-sonnet-4-5:0'
/** The endpoint is one that GitLab makes people enter, and that nobody may call with these credentials. */
const ask = (gateway: RunningGateway, identifier: string, rest: object = {}) =>
  post(
    `${gateway.url}/v2/code/completions`,
    completionBody(
      { above: 'def add(', below: '\nend' },
      {
        model_provider: 'litellm',
        model_name: identifier.includes('codestral') ? 'codestral' : 'claude_3',
        model_endpoint: 'http://thief.test/v1',
        model_api_key: 'request-key',
        model_identifier: identifier,
        ...rest,
      },
    ),
    { headers: { 'x-request-id': 'one' } },
  )

const WHOLE = JSON.stringify({
  output: { message: { role: 'assistant', content: [{ text: 'a, b)' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 11, outputTokens: 3 },
})
const STREAM = [
  awsEvent('messageStart', { role: 'assistant' }),
  awsEvent('contentBlockDelta', { delta: { text: 'a, ' } }),
  awsEvent('contentBlockDelta', { delta: { text: 'b)' } }),
  awsEvent('messageStop', { stopReason: 'end_turn' }),
  awsEvent('metadata', { usage: { inputTokens: 11, outputTokens: 3 } }),
]

test('Bedrock is called with a signature that AWS would accept', async (t) => {
  const bedrock = await cloud(t, (_call, response) => response.end(WHOLE))
  const gateway = await startGateway(t, aws(bedrock.url))
  const answer = await ask(gateway, `bedrock/${MODEL}`)
  assert.match(await answer.text(), /"a, b\)"/)
  const [call] = bedrock.calls
  assert.ok(call)
  assert.equal(call.path, `/model/${encodeURIComponent(MODEL)}/converse`)
  assert.equal(signatureOf(call), expectedSignature(call))
  assert.doesNotMatch(JSON.stringify(call.headers), /request-key/)
})

test('Bedrock streams, cut anywhere, and counts', async (t) => {
  const bytes = Buffer.concat(STREAM)
  const bedrock = await cloud(t, (_call, response) => {
    response.write(bytes.subarray(0, 150))
    setImmediate(() => response.end(bytes.subarray(150)))
  })
  const gateway = await startGateway(t, aws(bedrock.url))
  const answer = await ask(gateway, `bedrock/${MODEL}`, { stream: true })
  assert.equal(await answer.text(), 'a, b)')
  const { input_tokens, output_tokens } = await accessLine(gateway, 'one')
  assert.deepEqual([input_tokens, output_tokens], [11, 3])
})

const BROKEN: [string, Buffer[]][] = [
  ['breaks off', STREAM.slice(0, 3)],
  [
    'fails in the middle',
    [...STREAM.slice(0, 2), awsEvent('modelStreamErrorException', {}, 'exception')],
  ],
]
for (const [name, messages] of BROKEN) {
  test(`a stream of Bedrock that ${name} is never presented as complete`, async (t) => {
    const bedrock = await cloud(t, (_call, response) => response.end(Buffer.concat(messages)))
    const gateway = await startGateway(t, aws(bedrock.url))
    const answer = await ask(gateway, `bedrock/${MODEL}`, { stream: true })
    await assert.rejects(answer.text())
  })
}

test('a client that leaves ends the call of Bedrock', async (t) => {
  const bedrock = await cloud(t, (_call, response) => response.write(STREAM[1]))
  const gateway = await startGateway(t, aws(bedrock.url))
  const answer = await ask(gateway, `bedrock/${MODEL}`, { stream: true })
  await answer.body?.cancel()
  await bedrock.left
})

test("Bedrock's API key stands for a signature", async (t) => {
  const bedrock = await cloud(t, (_call, response) => response.end(WHOLE))
  const gateway = await startGateway(t, aws(bedrock.url, { AWS_BEARER_TOKEN_BEDROCK: 'abc' }))
  assert.equal((await ask(gateway, `bedrock/${MODEL}`)).status, 200)
  assert.equal(bedrock.calls[0]?.headers.authorization, 'Bearer abc')
})

test('a cloud that is not configured is asked at the endpoint of the request, and the log says so', async (t) => {
  const proxy = await fakeUpstream(t, { chunks: ['a, b)'] })
  const gateway = await startGateway(t)
  for (const [identifier, said] of [
    [`bedrock/${MODEL}`, /AWS_REGION/],
    ['vertex_ai/gemini-2.5-flash', /VERTEXAI_PROJECT/],
  ] as const) {
    const answer = await ask(gateway, identifier, { model_endpoint: proxy.url })
    assert.match(await answer.text(), /"a, b\)"/)
    await logged(gateway, identifier, ({ message }) => said.test(String(message)))
  }
})

test('credentials that are not there are told', async (t) => {
  const none = { AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' }
  const gateway = await startGateway(t, aws('http://127.0.0.1:9', none))
  const answer = await ask(gateway, `bedrock/${MODEL}`)
  assert.equal(answer.status, 503)
  assert.match(String((await jsonOf<ErrorAnswer>(answer)).message), /credentials/)
})

test('without its package the error says what to install', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-bare-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(join(CLI, '..'), join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const gateway = await startGateway(t, aws('http://127.0.0.1:9'), join(folder, 'dist/cli.js'))
  const answer = await ask(gateway, `bedrock/${MODEL}`)
  const { message } = await jsonOf<ErrorAnswer>(answer)
  assert.match(
    String(message),
    /npm install @smithy\/signature-v4 @aws-sdk\/credential-provider-node/,
  )
})

test('Vertex AI is called with a token of Google, fetched once', async (t) => {
  const gap = { choices: [{ message: { content: 'a, b)' }, finish_reason: 'stop' }] }
  const google = await cloud(t, (call, response) => {
    const token = { access_token: 'ya29.x', expires_in: 3600, token_type: 'Bearer' }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(call.path === '/token' ? token : gap))
  })
  const gateway = await startGateway(t, {
    VERTEXAI_PROJECT: 'acme',
    VERTEXAI_LOCATION: 'europe-west4',
    VERTEXAI_API_BASE: `${google.url}/v1`,
    GOOGLE_APPLICATION_CREDENTIALS: credentialsAt(t, google.url),
  })
  for (const _ of [1, 2]) {
    const answer = await ask(gateway, 'vertex_ai/codestral-2501')
    assert.match(await answer.text(), /"a, b\)"/)
  }
  const base = '/v1/projects/acme/locations/europe-west4'
  const path = `${base}/publishers/mistralai/models/codestral-2501:rawPredict`
  assert.deepEqual(
    google.calls.map((call) => call.path),
    ['/token', path, path],
  )
  assert.equal(google.calls[1]?.headers.authorization, 'Bearer ya29.x')
  assert.equal(JSON.parse(google.calls[1]?.body ?? '').suffix, '\nend')
})

function credentialsAt(t: TestContext, url: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-google-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return workloadIdentity(folder, url)
}

const signatureOf = ({ headers }: Call): string =>
  /Signature=([0-9a-f]{64})/.exec(headers.authorization ?? '')?.[1] ?? ''

/** Signature Version 4 as AWS describes it: "Create a signed AWS API request", steps 1 to 4. */
function expectedSignature({ path, headers, body }: Call): string {
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
  const date = String(headers['x-amz-date'])
  const scope = [date.slice(0, 8), 'eu-central-1', 'bedrock', 'aws4_request']
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const canonical = [
    'POST',
    path.split('/').map(encodeURIComponent).join('/'),
    '',
    ...signed.split(';').map((name) => `${name}:${headers[name]}`),
    '',
    signed,
    hash(body),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(canonical)].join('\n')
  const hmac = (key: string | Buffer, part: string) =>
    createHmac('sha256', key).update(part).digest()
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${KEYS.AWS_SECRET_ACCESS_KEY}`)
  return hmac(key, text).toString('hex')
}
