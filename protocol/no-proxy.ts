// Which servers are called directly although there is a proxy.
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Whether a URL is called directly. */
export type IsDirect = (url: URL) => boolean
type Rule = (host: string, port: string) => boolean

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }
/** An IPv6 address has a port behind brackets only. */
const WITH_PORT = /^(\[[^\]]+\]|[^:]+):(\d+)$/
const NETWORK = /^([^/]+)\/(\d{1,3})$/

/**
 * `NO_PROXY`, split at commas and blanks, as curl, Go and Python's requests read it together: hosts with all below
 * them (with or without `.` or `*.` in front), addresses, networks such as `10.0.0.0/8`, each also with a port, `*`.
 * undici knows neither networks nor IPv6, and `*` alone only. Names are not looked up: networks are for addresses.
 */
export function directHosts(except: string): IsDirect {
  const rules = except
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(ruleOf)
  return ({ hostname, port, protocol }) => {
    const host = bare(hostname)
    const at = port || (DEFAULT_PORTS[protocol] ?? '')
    return rules.some((isMet) => isMet(host, at))
  }
}

function ruleOf(entry: string): Rule {
  if (entry === '*') return () => true
  const [, named = entry, only] = WITH_PORT.exec(entry) ?? []
  const isMet = hostRule(bare(named))
  return only === undefined ? isMet : (host, port) => port === only && isMet(host, port)
}

function hostRule(named: string): Rule {
  const [, network = '', prefix = ''] = NETWORK.exec(named) ?? []
  if (isIP(network)) return networkRule(network, Number(prefix))
  const name = named.replace(/^\*?\./, '')
  return (host) => host === name || host.endsWith(`.${name}`)
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4')

function networkRule(network: string, prefix: number): Rule {
  if (prefix > (isIPv6(network) ? 128 : 32)) return () => false
  const list = new BlockList()
  list.addSubnet(network, prefix, family(network))
  return (host) => isIP(host) !== 0 && list.check(host, family(host))
}

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')
