// Which calls go through a proxy, as the variables say.
import { about, type Finding } from './finding.ts'

export interface ProxyRules {
  http: string
  https: string
  /** Comma-separated, as NO_PROXY: hosts, domains with or without a dot in front, `*`. */
  except: string
}

const PRIVATE =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|\.(internal|local|lan|svc)$/

/** What to know where a call of this URL takes a proxy; undefined: it goes straight there. */
export function throughProxy(url: URL, rules: ProxyRules): Finding | undefined {
  const proxy = url.protocol === 'https:' ? rules.https : rules.http
  if (proxy === '' || isExcepted(url, rules.except)) return undefined
  const { warning, skipped } = about('proxy', url.host)
  const host = URL.canParse(proxy) ? new URL(proxy).host : 'one that is no URL'
  if (!PRIVATE.test(url.hostname)) return skipped(`goes through the proxy ${host}`)
  return warning(
    `has an address of an inner network, and goes through the proxy ${host}`,
    `Add ${url.hostname} to NO_PROXY.`,
  )
}

function isExcepted({ hostname, port }: URL, except: string): boolean {
  return except
    .split(/[\s,]+/)
    .filter((rule) => rule !== '')
    .some((rule) => {
      const [name = '', only] = rule.replace(/^\*?\./, '').split(':')
      if (only !== undefined && only !== port) return false
      return name === '*' || hostname === name || hostname.endsWith(`.${name}`)
    })
}
