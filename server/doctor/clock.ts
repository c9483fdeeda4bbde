// How far this machine's clock is from another's, by the Date header of any answer.
import { get as getPlain } from 'node:http'
import { get as getOverTls } from 'node:https'
import { about, type Finding } from './finding.ts'
import type { Trust } from './reach.ts'

const WAIT_MS = 5_000
/** Access tokens are good a minute before and after; the header counts whole seconds. */
const ALLOWED_SECONDS = 60
const WORTH_SAYING_SECONDS = 5

export async function clockSkew(url: URL, trust: Trust): Promise<Finding> {
  const { ok, failed, warning, skipped } = about('clock', url.hostname)
  const theirs = await dateOf(url, trust)
  if (theirs === undefined) return skipped('its answers carry no date')
  const seconds = Math.round((Date.now() - theirs) / 1000)
  const apart = `this clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} it`
  const advice = 'Synchronise both with NTP (chrony, systemd-timesyncd).'
  if (Math.abs(seconds) > ALLOWED_SECONDS) {
    return failed(`${apart}: access tokens are refused as expired or not yet valid`, advice)
  }
  if (Math.abs(seconds) > WORTH_SAYING_SECONDS) return warning(apart, advice)
  return ok('the clocks agree')
}

function dateOf(url: URL, { secureContext, verifies }: Trust): Promise<number | undefined> {
  const isTls = url.protocol === 'https:'
  const options = isTls ? { secureContext, rejectUnauthorized: verifies } : {}
  const get = isTls ? getOverTls : getPlain
  return new Promise((resolve) => {
    const request = get(url, { ...options, method: 'HEAD', timeout: WAIT_MS }, ({ headers }) => {
      const date = Date.parse(headers.date ?? '')
      resolve(Number.isNaN(date) ? undefined : date)
      request.destroy()
    })
    request.once('timeout', () => request.destroy())
    // Why it does not answer is another check's finding.
    request.once('error', () => resolve(undefined))
  })
}
