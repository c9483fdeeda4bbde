import type { Upstream } from './upstream.ts'

/** A GET for JSON over the same connections, certificates and guards as the models' calls. */
export const fetchJson =
  (upstream: Upstream) =>
  async (url: string, { timeoutMs }: { timeoutMs: number }): Promise<unknown> => {
    const limits = { firstByteMs: timeoutMs, gapMs: timeoutMs, totalMs: timeoutMs }
    const headers = { accept: 'application/json' }
    const body = await upstream.whole(
      { url: new URL(url), headers, limits },
      new AbortController().signal,
    )
    return JSON.parse(body.toString('utf8'))
  }
