// Whether a server can be reached: its name, its port, its certificate, in this order.
import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls'
import { about, type Finding } from './finding.ts'
import { type ProxyRules, throughProxy } from './proxy.ts'
import { tlsFault } from './tls-faults.ts'

const WAIT_MS = 3_000

export interface Trust {
  secureContext: SecureContext
  /** False: a bad certificate is known about, and used. */
  verifies: boolean
}

export interface Reached {
  findings: Finding[]
  /** Whether it is worth asking it something. */
  isReached: boolean
}

/** Through a proxy there is nothing to look at on the way; without one, all of it. */
export async function onTheWay(
  url: URL,
  { trust, proxy }: { trust: Trust; proxy: ProxyRules },
): Promise<Reached & { isProxied: boolean }> {
  const proxied = throughProxy(url, proxy)
  if (proxied) return { findings: [proxied], isReached: true, isProxied: true }
  return { ...(await reach(url, trust)), isProxied: false }
}

async function reach(url: URL, trust: Trust): Promise<Reached> {
  const findings: Finding[] = []
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const named = await resolved(host)
  findings.push(...named)
  if (named.some(({ verdict }) => verdict === 'failed')) return { findings, isReached: false }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const { socket, finding } = await opened(host, port)
  findings.push(finding)
  if (!socket) return { findings, isReached: false }
  if (url.protocol === 'https:') findings.push(await secured(socket, host, trust))
  socket.destroy()
  return { findings, isReached: findings.every(({ verdict }) => verdict !== 'failed') }
}

async function resolved(host: string): Promise<Finding[]> {
  if (isIP(host)) return []
  const { ok, failed } = about('name', host)
  try {
    const found = await lookup(host, { all: true })
    return [ok(`is ${found.map(({ address }) => address).join(', ')}`)]
  } catch (error) {
    const advice =
      host === 'localhost'
        ? 'Add it to /etc/hosts.'
        : 'Look at its spelling, and at the DNS of this machine or cluster; in a container `localhost` is the container.'
    return [failed(`has no address (${codeOf(error)})`, advice)]
  }
}

/** The causes that have an advice of their own. */
const CONNECT_ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'Nothing listens there: look at the port, and whether the server listens on more than its own loopback. In a container, the machine around it is host.docker.internal or its address.',
  ETIMEDOUT: 'A firewall or a network policy drops it: let this host call that port.',
  ENETUNREACH: 'There is no route: look at the network between the two.',
  EHOSTUNREACH: 'There is no route: look at the network between the two.',
}

/** Who says nothing at all may be either. */
const SILENT_ADVICE =
  'It may be too busy, or a proxy between the two keeps the handshake back; a port without TLS may wait for a request in the clear: then write http:// in front of it.'

const OTHER_CAUSE = 'Look at the log of that server, and at firewalls and proxies between the two.'

async function opened(host: string, port: number): Promise<{ socket?: Socket; finding: Finding }> {
  const { ok, failed } = about('port', `${host}:${port}`)
  const socket = connect({ host, port })
  const code = await outcome(socket, 'connect')
  if (code === '') return { socket, finding: ok('accepts connections') }
  socket.destroy()
  const message = code === 'ETIMEDOUT' ? `no answer in ${WAIT_MS} ms` : `no connection (${code})`
  return { finding: failed(message, CONNECT_ADVICE[code] ?? OTHER_CAUSE) }
}

async function secured(socket: Socket, host: string, trust: Trust): Promise<Finding> {
  const { ok, failed, warning } = about('certificate', host)
  const { secureContext, verifies } = trust
  // Not refused by Node: what is shown has to be looked at.
  const options = { socket, secureContext, rejectUnauthorized: false }
  const tls = connectTls(isIP(host) ? { ...options, host } : { ...options, servername: host })
  const code = await outcome(tls, 'secureConnect')
  if (code === 'ETIMEDOUT') return failed(`no TLS handshake in ${WAIT_MS} ms`, SILENT_ADVICE)
  if (code !== '') {
    const message = `no TLS is spoken there (${code})`
    return failed(message, 'Write http:// in front of it, or take the port of its HTTPS listener.')
  }
  const problem = problemOf(tls)
  if (problem === '') return ok(`valid until ${tls.getPeerCertificate().valid_to}`)
  const { message, advice } = tlsFault(problem, host, tls.getPeerCertificate())
  return verifies ? failed(message, advice) : warning(`${message}; it is used nevertheless`, advice)
}

/** Node's types say Error; since Node 12 it is the code, or the error of the name. */
function problemOf({ authorized, authorizationError }: TLSSocket): string {
  if (authorized) return ''
  const problem: unknown = authorizationError
  return typeof problem === 'string' ? problem : codeOf(problem)
}

/** Empty: the event came. Else the code of the error that came first, ETIMEDOUT after the wait. */
function outcome(socket: Socket, event: string): Promise<string> {
  return new Promise((resolve) => {
    socket.setTimeout(WAIT_MS, () => resolve('ETIMEDOUT'))
    socket.once(event, () => {
      socket.setTimeout(0)
      resolve('')
    })
    socket.on('error', (error) => resolve(codeOf(error)))
    socket.once('close', () => resolve('ECONNRESET'))
  })
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.message
}
