// What stands between driver and upstream, each started with the same limits.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listen, stop } from '../../test/support/fake-upstream.ts'
import { accepting, listening, type Running, scratch, start, startWorker } from './processes.ts'
import { type Code, gitlabWords, openaiWords, portkeyWords, type Words } from './requests.ts'

export interface Peer extends Running {
  name: string
  words: Words
}

export interface PeerParts {
  upstreamPort: number
  code: Code
  gitlab: { url: string; token: string }
}

/** A gateway as its users run it: access tokens of GitLab, the whole pipeline, its log at level info. */
export async function startMidfill(name: string, cli: string, parts: PeerParts): Promise<Peer> {
  const { upstreamPort, gitlab, code } = parts
  const child = start(process.execPath, [cli, 'gateway'], {
    AIGW_FASTAPI__API_PORT: '0',
    AIGW_FASTAPI__API_HOST: '127.0.0.1',
    AIGW_GITLAB_URL: gitlab.url,
  })
  const running = await listening(child)
  return { ...running, name, words: gitlabWords(upstreamPort, gitlab.token, code) }
}

export async function startBareProxy({ upstreamPort, code, gitlab }: PeerParts): Promise<Peer> {
  const running = await listening(startWorker('bare-proxy', [String(upstreamPort)]))
  return { ...running, name: 'node', words: openaiWords(gitlab.token, code) }
}

export async function startNginx({ upstreamPort, code, gitlab }: PeerParts): Promise<Peer> {
  const port = await freePort()
  const file = join(scratch, 'nginx.conf')
  writeFileSync(file, nginxConf(port, upstreamPort))
  const child = start('nginx', ['-c', file, '-p', scratch, '-e', '/dev/null'])
  return {
    ...(await accepting(child, port)),
    name: 'nginx',
    words: openaiWords(gitlab.token, code),
  }
}

const nginxConf = (port: number, upstreamPort: number): string => `
  daemon off; master_process off; pid nginx.pid; error_log /dev/null;
  worker_rlimit_nofile 20000;
  events { worker_connections 16000; }
  http {
    access_log off; keepalive_requests 100000000; keepalive_timeout 600; client_body_buffer_size 64k;
    client_body_temp_path ${scratch}/body; proxy_temp_path ${scratch}/proxy;
    fastcgi_temp_path ${scratch}/f; uwsgi_temp_path ${scratch}/u; scgi_temp_path ${scratch}/s;
    upstream model { server 127.0.0.1:${upstreamPort}; keepalive 5000; keepalive_requests 100000000; }
    server {
      listen 127.0.0.1:${port} backlog=4096;
      location / {
        proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection "";
        proxy_buffering off;
      }
    }
  }`

/** Later versions of its HTTP adapter answer every stream with 500 on Node 20. */
const PORTKEY = {
  private: true,
  dependencies: { '@portkey-ai/gateway': '1.15.2' },
  overrides: { '@hono/node-server': '1.13.8' },
}

/** Installed outside of the project, once for all runs. */
export async function startPortkey({ upstreamPort, code, gitlab }: PeerParts): Promise<Peer> {
  const folder = join(tmpdir(), 'midfill-bench-portkey-1.15.2')
  const server = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  if (!existsSync(server)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify(PORTKEY))
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: 'ignore' })
  }
  const port = await freePort()
  const child = start(process.execPath, [server, `--port=${port}`, '--headless'], {
    TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost',
  })
  const words = portkeyWords(upstreamPort, gitlab.token, code)
  return { ...(await accepting(child, port)), name: 'portkey', words }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await stop(server)
  return port
}
