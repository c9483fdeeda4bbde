// How long it takes from a key to grey text, as the page itself sees it.
import type { Page } from 'playwright-core'

/** A key, or the grey text as it became. */
interface Seen {
  atMs: number
  key?: string
  grey?: string
}

/** Notes keys and changes of the grey text from now on. */
export const watchKeys = (page: Page): Promise<void> => page.evaluate('midfill.watchKeys()')

/** From each key that was followed by new grey text before the next key: how long that took, ms. */
export async function keyToGreyMs(page: Page): Promise<number[]> {
  const seen = await page.evaluate<Seen[]>('midfill.seen')
  return seen.flatMap(({ key, atMs }, index) => {
    const after = seen[index + 1]
    return key && after?.grey ? [after.atMs - atMs] : []
  })
}
