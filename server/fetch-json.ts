import { allWithin } from './deadline.ts'
import type { Upstream } from './upstream.ts'
import { Redirected } from './upstream-refusal.ts'

/** GitLab behind `http://` sends to `https://`; more than two in a row are going nowhere. */
const MAX_REDIRECTS = 2

/** A GET for JSON over the same connections, certificates and guards as the models' calls. */
export const fetchJson =
  (upstream: Upstream) =>
  async (url: string, { timeoutMs }: { timeoutMs: number }): Promise<unknown> => {
    const limits = allWithin(timeoutMs)
    const headers = { accept: 'application/json' }
    const ask = async (at: URL, redirects: number): Promise<Buffer> => {
      try {
        return await upstream.whole({ url: at, headers, limits }, new AbortController().signal)
      } catch (error) {
        const next = error instanceof Redirected ? sameHost(at, error.location) : undefined
        if (!next || redirects === MAX_REDIRECTS) throw notOfAModel(error)
        return ask(next, redirects + 1)
      }
    }
    return JSON.parse((await ask(new URL(url), 0)).toString('utf8'))
  }

/** Another host would be one that nobody configured, and from https to http one that anybody could be. */
function sameHost(from: URL, location: string): URL | undefined {
  if (!URL.canParse(location, from.href)) return undefined
  const to = new URL(location, from)
  const isKept = to.protocol === from.protocol || to.protocol === 'https:'
  return to.hostname === from.hostname && isKept ? to : undefined
}

/** The words of failed calls are about model servers, which most calls go to. */
function notOfAModel(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return new Error(error.message.replace('model server', 'server'), { cause: error.cause })
}
