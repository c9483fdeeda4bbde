// Which calls go through a proxy, as the variables say.
import { directHosts } from '../../protocol/index.ts'
import { about, type Finding } from './finding.ts'

export interface ProxyRules {
  http: string
  https: string
  /** As NO_PROXY. */
  except: string
}

const PRIVATE =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|\.(internal|local|lan|svc)$/

/** What to know where a call of this URL takes a proxy; undefined: it goes straight there. */
export function throughProxy(url: URL, rules: ProxyRules): Finding | undefined {
  const proxy = url.protocol === 'https:' ? rules.https : rules.http
  if (proxy === '' || directHosts(rules.except)(url)) return undefined
  const { warning, skipped } = about('proxy', url.host)
  const host = URL.canParse(proxy) ? new URL(proxy).host : 'one that is no URL'
  if (!PRIVATE.test(url.hostname)) return skipped(`goes through the proxy ${host}`)
  return warning(
    `has an address of an inner network, and goes through the proxy ${host}`,
    `Add ${url.hostname} to NO_PROXY.`,
  )
}
