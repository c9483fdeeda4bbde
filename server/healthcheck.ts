// `midfill healthcheck`: whether the gateway beside it answers, for containers without a shell or curl.
import { get as getPlain } from 'node:http'
import { get as getOverTls } from 'node:https'
import { systemReason } from '../protocol/index.ts'
import { type Environment, reader } from './environment-reader.ts'

const WAIT_MS = 2_000
/** Addresses to listen on, and no places to call. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  '': '127.0.0.1',
  '0.0.0.0': '127.0.0.1',
  '::': '::1',
}

/** Reads the gateway's own variables; the exit status. */
export function healthcheck(env: Environment): Promise<number> {
  const read = reader(env)
  const host = read.host('AIGW_FASTAPI__API_HOST')
  const get = read.flag('AIGW_FASTAPI__TLS__ENABLED') ? getOverTls : getPlain
  const where = {
    host: EVERYWHERE[host] ?? host,
    port: read.number('AIGW_FASTAPI__API_PORT'),
    path: '/monitoring/healthz',
    timeout: WAIT_MS,
    // Whether it answers, not whom its certificate names: that is another name than this address.
    rejectUnauthorized: false,
  }
  return new Promise((resolve) => {
    const fail = (why: string): void => {
      process.stderr.write(`midfill: no gateway answers at ${where.host}:${where.port} (${why})\n`)
      resolve(1)
    }
    const request = get(where, ({ statusCode }) =>
      statusCode === 200 ? resolve(0) : fail(`status ${statusCode}`),
    )
    request.once('timeout', () => request.destroy(new Error(`nothing in ${WAIT_MS} ms`)))
    request.once('error', (error) => fail('code' in error ? systemReason(error) : error.message))
  })
}
