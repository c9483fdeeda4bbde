// Two gateways behind nginx are restarted one after the other, and nobody notices.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { suggestionBody } from '../support/bodies.ts'
import { eventually } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { freePort } from '../support/metrics.ts'
import { needsProgram } from '../support/programs.ts'

interface Cleanup {
  after(run: () => unknown): void
}

const PER_SECOND = 200
const DRAIN_MS = 1_500

/** As docs/monitoring.md says, with two gateways. */
const configuration = (folder: string, port: number, gateways: readonly number[]): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream gateways {
    ${gateways.map((gateway) => `server 127.0.0.1:${gateway} max_fails=1 fail_timeout=1s;`).join(' ')}
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://gateways;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_next_upstream error timeout non_idempotent;
    }
  }
}
`

async function nginx(t: Cleanup, gateways: readonly number[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-rolling-'))
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, gateways))
  const child: ChildProcess = spawn('nginx', ['-c', join(folder, 'nginx.conf')], {
    stdio: 'ignore',
  })
  t.after(async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${port}`
  await eventually('nginx', () =>
    fetch(`${url}/monitoring/healthz`).then(
      ({ status }) => status === 200 || undefined,
      () => undefined,
    ),
  )
  return url
}

/** A machine that is slow for 200 requests a second refuses some, restart or not. */
function verdictOf(status: number | undefined, text: string, isStream: boolean) {
  if (status === 503 && text.includes('"overloaded"')) return 'refused'
  return status === 200 && (!isStream || text.includes('stream_end')) ? 'whole' : 'broken'
}

async function wholeText(response: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  try {
    for await (const part of response) text += part
  } catch {
    return 'cut'
  }
  return text
}

/** Asks at an even pace until it is told to stop; the answers that were not whole. */
function load(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  const broken: string[] = []
  let shed = 0
  const asked: Promise<void>[] = []
  const ask = (id: number): Promise<void> =>
    new Promise((resolve) => {
      const stream = id % 2 === 0
      // A document of its own: whoever asks twice about one has the older answer ended, as it should be.
      const body = suggestionBody({ fileName: `${id}.py`, above: `x${id} = ` }, { stream })
      const headers = {
        'content-type': 'application/json',
        'x-gitlab-global-user-id': `person-${id % 97}`,
      }
      const path = `${url}/v4/code/suggestions`
      const call = request(path, { method: 'POST', agent, headers }, async (response) => {
        const text = await wholeText(response)
        const verdict = verdictOf(response.statusCode, text, stream)
        if (verdict === 'refused') shed += 1
        if (verdict === 'broken') broken.push(`${response.statusCode} ${text.slice(0, 200)}`)
        resolve()
      })
      call.on('error', (error) => {
        broken.push(String(error))
        resolve()
      })
      call.end(JSON.stringify(body))
    })
  let isOver = false
  const pacing = (async () => {
    const startedAt = performance.now()
    while (!isOver) {
      const due = ((performance.now() - startedAt) / 1_000) * PER_SECOND
      while (asked.length < due) asked.push(ask(asked.length))
      await pause(5)
    }
  })()
  return {
    async end() {
      isOver = true
      await pacing
      await Promise.all(asked)
      agent.destroy()
      return { answered: asked.length - shed, shed, broken }
    },
  }
}

test('the nginx of deploy/ asks another gateway as the one of this test does', () => {
  const [asking] = /proxy_next_upstream .*;/.exec(configuration('', 0, [])) ?? []
  assert.ok(asking && readFileSync('deploy/nginx/midfill.conf', 'utf8').includes(asking))
})

test(`two gateways are restarted under ${PER_SECOND} requests a second: none breaks`, async (t) => {
  needsProgram('nginx')
  const model = await fakeUpstream(t, { chunks: ['re', 'turn ', 'total'], pauseMs: 30 })
  const ports = [await freePort(), await freePort()]
  const start = (port: number): Promise<RunningGateway> =>
    startGateway(t, {
      AIGW_FASTAPI__API_PORT: String(port),
      AIGW_LOGGING__TO_FILE: '/dev/null',
      MIDFILL_DRAIN_MS: String(DRAIN_MS),
      MIDFILL_MODEL_URL: model.url,
    })
  const gateways = await Promise.all(ports.map(start))
  const running = load(await nginx(t, ports))
  await pause(1_000)
  for (const [i, port] of ports.entries()) {
    assert.equal(await gateways[i]?.stop(), 0)
    gateways[i] = await start(port)
    await pause(1_500)
  }
  const { answered, shed, broken } = await running.end()
  t.diagnostic(`${answered} requests, ${broken.length} broken; ${shed} refused for too much load`)
  assert.deepEqual(broken.slice(0, 5), [])
  assert.equal(broken.length, 0)
  assert.ok(answered > PER_SECOND * 4)
})
