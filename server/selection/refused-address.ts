// Addresses that no request may make the gateway call, whatever is configured.
import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Where clouds hand out credentials, and the networks that never leave a link. */
const REFUSED_IPV4 = [
  '169.254.0.0/16', // Link-local; AWS, Azure, Google and others answer on 169.254.169.254.
  '168.63.129.16/32', // Azure's wire server.
  '100.100.100.200/32', // Alibaba Cloud.
  '192.0.0.192/32', // Oracle Cloud.
]
const REFUSED_IPV6 = [
  'fe80::/10', // Link-local.
  'fd00:ec2::254/128', // AWS.
  'fd00:ec2::23/128', // AWS: identities of pods.
  'fd20:ce::254/128', // Google.
  'fd00:c1::a9fe:a9fe/128', // Oracle Cloud.
]

/** IPv6 addresses that routers and operating systems take for the IPv4 address within; BlockList knows ::ffff: itself. */
const HOLDING_IPV4: readonly [(ipv4: string) => string, number][] = [
  [(ipv4) => `::${ipv4}`, 96],
  [(ipv4) => `64:ff9b::${ipv4}`, 96], // NAT64, RFC 6052.
  [(ipv4) => `2002:${ipv4}::`, 16], // 6to4, RFC 3056.
]

function refusedAddresses(): BlockList {
  const list = new BlockList()
  for (const subnet of REFUSED_IPV6) {
    const [address = '', bits] = subnet.split('/')
    list.addSubnet(address, Number(bits), 'ipv6')
  }
  for (const subnet of REFUSED_IPV4) {
    const [address = '', bits] = subnet.split('/')
    list.addSubnet(address, Number(bits), 'ipv4')
    for (const [holding, before] of HOLDING_IPV4) {
      list.addSubnet(holding(hexadecimal(address)), before + Number(bits), 'ipv6')
    }
  }
  return list
}

/** `169.254.0.0` as `a9fe:0000`. */
const hexadecimal = (ipv4: string): string =>
  Buffer.from(ipv4.split('.').map(Number)).toString('hex').replace(/^.{4}/, '$&:')

const REFUSED = refusedAddresses()
const REFUSED_NAMES = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'metadata',
  'instance-data',
])

/** Whether a host, as `URL.hostname` gives it, is one of them by its name or its literal address. */
export function isRefusedHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return REFUSED_NAMES.has(host.toLowerCase()) || isRefusedAddress(host)
}

function isRefusedAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && REFUSED.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Like the system's own look-up, but a name that leads to a refused address leads nowhere. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, found, family) => {
    const addresses: string[] = Array.isArray(found) ? found.map(addressOf) : [String(found)]
    if (!error && addresses.some(isRefusedAddress)) {
      const refusal: NodeJS.ErrnoException = new Error('this address is never called')
      refusal.code = 'EACCES'
      callback(refusal, '', 0)
      return
    }
    callback(error, found, family)
  })
}

const addressOf = ({ address }: LookupAddress): string => address
