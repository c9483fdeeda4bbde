// How long it takes from a key to grey text, as the page itself sees it.
import type { Page } from 'playwright-core'

/** A key, or the grey text as it became. */
interface Seen {
  atMs: number
  key?: string
  grey?: string
}

/** The first grey text after a key, before the next one. */
export interface Brought {
  ms: number
  /** Not what is left of the text that stood there before: that the editor draws by itself. */
  isNew: boolean
}

/** Notes keys and changes of the grey text from now on. */
export const watchKeys = (page: Page): Promise<void> => page.evaluate('midfill.watchKeys()')

/** What the keys since the last call brought; those that brought nothing are left out. */
export async function broughtByKeys(page: Page): Promise<Brought[]> {
  const seen = await page.evaluate<Seen[]>('midfill.seen.splice(0)')
  let before = ''
  return seen.flatMap(({ key, grey, atMs }, index) => {
    if (key === undefined) {
      before = grey ?? ''
      return []
    }
    const first = greyAfter(seen, index)
    if (!first?.grey) return []
    return [{ ms: first.atMs - atMs, isNew: before !== key + first.grey }]
  })
}

function greyAfter(seen: readonly Seen[], index: number): Seen | undefined {
  const rest = seen.slice(index + 1)
  const nextKey = rest.findIndex(({ key }) => key !== undefined)
  return rest.slice(0, nextKey < 0 ? undefined : nextKey).find(({ grey }) => grey)
}

/** `n`, median and 95th percentile in words. */
export function inWords(times: readonly number[]): string {
  const ms = times.toSorted((a, b) => a - b)
  const at = (share: number) => ms[Math.floor(share * (ms.length - 1))]?.toFixed(0)
  return `n=${ms.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`
}
