// Settings and environment -> how calls go out.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { systemReason } from '../../protocol/index.ts'
import type { Settings } from '../settings.ts'
import type { Outgoing } from './http.ts'

type NetworkSettings = Settings['network']

/** Variables by name; none of them is read anywhere else. */
export type Environment = Readonly<Record<string, string | undefined>>

/** This machine is never reached through a proxy. */
const OWN_HOSTS = ['localhost', '127.0.0.1', '[::1]']
/** Bundles that are trusted besides the usual authorities; Node itself reads NODE_EXTRA_CA_CERTS only without them. */
const CA_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']

/** What cannot be used is left out, and `problems` name it: a wrong file should not silence the editor. */
export function outgoingFrom(
  settings: NetworkSettings,
  environment: Environment,
): { outgoing: Outgoing; problems: string[] } {
  const problems: string[] = []
  return {
    outgoing: {
      secureContext: secureContextFrom(settings, environment, problems),
      verifies: !settings.ignoreCertificateErrors,
      proxy: proxyFrom(settings, environment, problems),
    },
    problems,
  }
}

function secureContextFrom(
  { ca, cert, certKey }: NetworkSettings,
  environment: Environment,
  problems: string[],
): SecureContext | undefined {
  const bundles = [
    bundleIn('network.ca', ca, problems),
    ...CA_VARIABLES.map((name) => bundleIn(name, environment[name] ?? '', problems)),
  ].filter((bundle) => bundle !== undefined)
  const pair = {
    cert: read('network.cert', cert, problems),
    key: read('network.certKey', certKey, problems),
  }
  const shown = pair.cert && pair.key ? { cert: pair.cert, key: pair.key } : {}
  if (bundles.length === 0 && !('cert' in shown)) return undefined
  const trusted = bundles.length > 0 ? { ca: [...rootCertificates, ...bundles] } : {}
  try {
    return createSecureContext({ ...trusted, ...shown })
  } catch {
    // OpenSSL's words may name what stands in the key.
    problems.push('network.cert and network.certKey cannot be used together')
    return bundles.length > 0 ? createSecureContext(trusted) : undefined
  }
}

function bundleIn(name: string, path: string, problems: string[]): string | undefined {
  const bundle = read(name, path, problems)
  if (bundle === undefined || holdsCertificate(bundle)) return bundle
  problems.push(`${name} names a file without a certificate in PEM form`)
  return undefined
}

/** OpenSSL takes a bundle of anything, and passes over what it cannot read. */
function holdsCertificate(bundle: string): boolean {
  try {
    return new X509Certificate(bundle).subject !== undefined
  } catch {
    return false
  }
}

function read(name: string, path: string, problems: string[]): string | undefined {
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(`${name} cannot be read (${systemReason(error)})`)
    return undefined
  }
}

function proxyFrom(
  settings: NetworkSettings,
  environment: Environment,
  problems: string[],
): Outgoing['proxy'] {
  const named = (variable: string): string =>
    settings.proxy || environment[variable] || environment[variable.toUpperCase()] || ''
  const all = named('all_proxy')
  const except = settings.noProxy || environment.no_proxy || environment.NO_PROXY || ''
  if (/(?:^|[,\s])\*(?:$|[,\s])/.test(except)) return { http: '', https: '', except: '' }
  return {
    http: usable(named('http_proxy') || all, problems),
    https: usable(named('https_proxy') || all, problems),
    except: [...OWN_HOSTS, except].filter((host) => host !== '').join(','),
  }
}

/** Proxies may be written without scheme. The problem does not repeat what was written: it may hold a password. */
function usable(proxy: string, problems: string[]): string {
  if (!proxy) return ''
  const url = /^[a-z][\w+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`
  if (/^https?:/i.test(url) && URL.canParse(url)) return url
  const problem = 'the proxy is left out: its address must begin with http:// or https://'
  if (!problems.includes(problem)) problems.push(problem)
  return ''
}
