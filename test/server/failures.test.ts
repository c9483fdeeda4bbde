// What goes wrong, and what the client learns of it.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import {
  completionBody,
  type ErrorAnswer,
  flatModel,
  jsonOf,
  nestedModel,
  post,
  suggestionBody,
} from '../support/bodies.ts'
import { fakeUpstream, type UpstreamScript } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'

const REFUSALS: { name: string; script: UpstreamScript; status: number; code: string }[] = [
  { name: 'fails', script: { status: 500 }, status: 503, code: 'upstream_unavailable' },
  { name: 'refuses the key', script: { status: 401 }, status: 502, code: 'upstream_rejected' },
  {
    name: 'does not know the model',
    script: { status: 404 },
    status: 502,
    code: 'upstream_rejected',
  },
  {
    name: 'is overloaded',
    script: { status: 429, headers: { 'retry-after': '7' } },
    status: 429,
    code: 'upstream_overloaded',
  },
  {
    name: 'answers HTML',
    script: { rawBody: '<html>hello</html>' },
    status: 502,
    code: 'upstream_unreadable',
  },
  {
    name: 'answers other JSON',
    script: { rawBody: '{"text":1}' },
    status: 502,
    code: 'upstream_unreadable',
  },
  { name: 'hangs', script: { hangs: true }, status: 504, code: 'upstream_timeout' },
]

test('each failure of a model server has its status and code, streamed or not', async (t) => {
  const gateway = await startGateway(t, {
    MIDFILL_TOTAL_TIMEOUT_MS: '400',
    AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT: '0.2',
  })
  for (const { name, script, status, code } of REFUSALS) {
    for (const stream of [false, true]) {
      // Another form is only seen when the first event of a stream comes, and then the status has been sent.
      if (stream && script.rawBody) continue
      await t.test(`a server that ${name}, ${stream ? 'streamed' : 'whole'}`, async (t) => {
        const upstream = await fakeUpstream(t, script)
        const body = completionBody(
          { above: 'secret = ' },
          { ...flatModel(upstream, 'codestral'), stream },
        )
        const answer = await post(`${gateway.url}/v2/code/completions`, body)
        const told = await jsonOf<ErrorAnswer>(answer)
        assert.equal(answer.status, status)
        assert.equal(told.code, code)
        assert.equal(typeof told.detail, 'string')
        assert.doesNotMatch(JSON.stringify(told), /127\.0\.0\.1|secret/)
        if (status === 429) assert.equal(answer.headers.get('retry-after'), '7')
      })
    }
  }
  assert.doesNotMatch(gateway.log(), /secret/)
})

test('a server that is not there', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, {})
  await upstream.close()
  const body = completionBody({ above: 'x' }, flatModel(upstream, 'codestral'))
  const answer = await post(`${gateway.url}/v2/code/completions`, body)
  assert.equal(answer.status, 503)
})

const BROKEN: [string, UpstreamScript][] = [
  ['is cut', { chunks: ['a', 'b', 'c'], cutAfterChunks: 2 }],
  ['ends without saying so', { chunks: ['a', 'b'], forgetsEnd: true }],
]
for (const [name, script] of BROKEN) {
  test(`a stream that ${name} is never presented as complete`, async (t) => {
    const gateway = await startGateway(t)
    const upstream = await fakeUpstream(t, script)
    const sse = await post(
      `${gateway.url}/v4/code/suggestions`,
      suggestionBody({ above: 'x' }, { stream: true, ...nestedModel(upstream, 'codestral') }),
    )
    const text = await sse.text()
    assert.match(text, /event: error\r\ndata: \{"code": "upstream_unreadable"/)
    assert.doesNotMatch(text, /stream_end/)
    const raw = await post(
      `${gateway.url}/v2/code/completions`,
      completionBody({ above: 'x' }, { stream: true, ...flatModel(upstream, 'codestral') }),
    )
    await assert.rejects(raw.text())
  })
}

test('a client that hangs up closes the socket of the model', async (t) => {
  const gateway = await startGateway(t)
  const cases: [string, UpstreamScript, boolean][] = [
    ['in the middle of a stream', { chunks: Array(200).fill('x'), pauseMs: 20 }, true],
    ['before the first chunk', { hangs: true }, true],
    ['while it waits for a whole answer', { hangs: true }, false],
  ]
  for (const [when, script, stream] of cases) {
    await t.test(when, async (t) => {
      const upstream = await fakeUpstream(t, script)
      const arrived = upstream.nextRequest()
      const client = new AbortController()
      const body = completionBody({ above: 'x' }, { stream, ...flatModel(upstream, 'codestral') })
      const answer = post(`${gateway.url}/v2/code/completions`, body, { signal: client.signal })
      answer.catch(() => {})
      await arrived
      client.abort()
      await upstream.closedByPeer
    })
  }
})

const BAD_BODIES: [string, unknown, (string | number)[]][] = [
  ['malformed JSON', '{"prompt_version": 1,', ['body']],
  ['no JSON object', '[]', ['body']],
  ['a missing member', { prompt_version: 1 }, ['body', 'current_file']],
  [
    'a wrong type',
    { prompt_version: 1, current_file: { file_name: 7, content_above_cursor: 'SECRET' } },
    ['body', 'current_file', 'file_name'],
  ],
  [
    'a text for the version',
    completionBody({ above: '' }, { prompt_version: '1' }),
    ['body', 'prompt_version'],
  ],
  [
    'an endpoint that is no URL',
    completionBody({ above: '' }, { model_name: 'codestral', model_endpoint: 'SECRET' }),
    ['body', 'model_endpoint'],
  ],
]

test('a body that does not fit is answered with the place and the reason', async (t) => {
  const gateway = await startGateway(t)
  for (const [name, body, loc] of BAD_BODIES) {
    await t.test(name, async () => {
      const answer = await post(`${gateway.url}/v2/code/completions`, body)
      const { detail } = await jsonOf<ErrorAnswer>(answer)
      const [first] = detail
      assert.equal(answer.status, 422)
      assert.ok(typeof first === 'object')
      assert.deepEqual(first.loc, loc)
      assert.deepEqual(Object.keys(first).sort(), ['loc', 'msg', 'type'])
      assert.doesNotMatch(JSON.stringify(detail), /SECRET/)
    })
  }
})

test('a body of 9 MiB is refused', async (t) => {
  const gateway = await startGateway(t)
  const body = completionBody({ above: 'x'.repeat(9 * 1024 * 1024) })
  assert.equal(await statusOf(gateway.url, JSON.stringify(body)), 413)
})

test('an unknown language and a binary text are answered', async (t) => {
  const gateway = await startGateway(t)
  for (const code of [
    { fileName: 'a.nobody-knows', above: 'x = ' },
    { fileName: 'a.bin', above: '\0\u0001\0PK\0' },
  ]) {
    const answer = await post(`${gateway.url}/v2/code/completions`, completionBody(code))
    assert.equal(answer.status, 200)
    assert.deepEqual((await jsonOf<CompletionsAnswer>(answer)).choices, [])
  }
})

test('unknown paths, trailing and double slashes', async (t) => {
  const gateway = await startGateway(t)
  assert.equal((await fetch(`${gateway.url}/nope`)).status, 404)
  assert.deepEqual(await (await fetch(`${gateway.url}//monitoring/healthz/`)).json(), {
    status: 'ok',
  })
})

test('with keys configured, every request but the health check needs one', async (t) => {
  const gateway = await startGateway(t, { MIDFILL_API_KEYS: 'alpha, beta' })
  const ask = (headers: Record<string, string>) =>
    post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x' }), { headers })
  assert.equal((await ask({})).status, 401)
  assert.equal((await ask({ authorization: 'Bearer gamma' })).status, 401)
  assert.equal((await ask({ authorization: 'Bearer beta' })).status, 200)
  assert.equal((await fetch(`${gateway.url}/monitoring/healthz`)).status, 200)
})

test('a configuration that cannot be used is explained in one message', async () => {
  await assert.rejects(
    startGateway(undefined, { AIGW_FASTAPI__API_PORT: 'many', MIDFILL_MODEL_URL: 'vllm:8000' }),
    /AIGW_FASTAPI__API_PORT[\s\S]*MIDFILL_MODEL_URL/,
  )
})

/** fetch loses the answer when the server closes while it still sends; node:http does not. */
function statusOf(base: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const sent = request(`${base}/v2/code/completions`, { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode)
      sent.destroy()
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const NO_STREAMS: [string, string, RegExp][] = [
  ['a page', '<html>sign in</html>', /it is no stream.*DISABLE_STREAMING/],
  ['a whole answer', '{"choices":[{"index":0,"text":"x"}]}', /it is no stream.*DISABLE_STREAMING/],
  ['an error', 'data: {"error":{"message":"CODE-MARKER"}}\n\n', /its stream tells of an error/],
  ['another form', 'data: {"foo":"CODE-MARKER"}\n\n', /not of the expected form/],
]
for (const [name, rawBody, reason] of NO_STREAMS) {
  test(`a stream that is ${name} is told as what it is`, async (t) => {
    const upstream = await fakeUpstream(t, { rawBody })
    const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
    const body = suggestionBody({ above: 'x = ' }, { stream: true })
    const said = await (await post(`${gateway.url}/v4/code/suggestions`, body)).text()
    assert.match(said, reason)
    assert.doesNotMatch(said, /CODE-MARKER|stream_end/)
  })
}
