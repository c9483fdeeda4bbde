// A proxy that asks for a password and lets everything through; names ending in `.test` are this machine to it.
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { listen, stop } from './fake-upstream.ts'

interface Cleanup {
  after(run: () => unknown): void
}

export async function passwordProxy(t: Cleanup) {
  const seen: { target: string; authorization: string | undefined }[] = []
  const proxy = createServer()
  const tunnels = new Set<Duplex>()
  proxy.on('connect', ({ url = '', headers }, client, head) => {
    seen.push({ target: url, authorization: headers['proxy-authorization'] })
    tunnels.add(client)
    const [host = '', port] = url.split(':')
    const server = connect(Number(port), host.endsWith('.test') ? '127.0.0.1' : host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      server.write(head)
      server.pipe(client).pipe(server)
    })
    client.on('error', () => {}).on('close', () => server.destroy())
    server.on('error', () => client.destroy())
  })
  const port = await listen(proxy)
  t.after(() => {
    for (const tunnel of tunnels) tunnel.destroy()
    return stop(proxy)
  })
  return { url: `http://anna:secret@127.0.0.1:${port}`, seen }
}
