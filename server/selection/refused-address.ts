// Addresses that no request may make the gateway call, whatever is configured.
import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Where clouds hand out credentials, and the networks that never leave a link. */
function refusedAddresses(): BlockList {
  const list = new BlockList()
  list.addSubnet('169.254.0.0', 16) // Link-local; AWS, Azure, Google and others answer on 169.254.169.254.
  list.addSubnet('fe80::', 10, 'ipv6')
  list.addAddress('fd00:ec2::254', 'ipv6') // AWS.
  list.addAddress('100.100.100.200') // Alibaba Cloud.
  list.addAddress('192.0.0.192') // Oracle Cloud.
  return list
}

const REFUSED = refusedAddresses()
const REFUSED_NAMES = new Set(['metadata.google.internal', 'metadata', 'instance-data'])

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
