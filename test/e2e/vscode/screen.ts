// What a person sees in the editor, read from the page that the browser shows.
import type { Page } from 'playwright-core'
import { eventually } from '../../support/eventually.ts'

/** The grey text, line by line; empty when there is none. */
export const greyText = (page: Page): Promise<string> => page.evaluate('midfill.greyText()')

/** Waits until the grey text fits. */
export async function greyTextThat(page: Page, fits: (text: string) => boolean): Promise<string> {
  let last = ''
  try {
    return await eventually('grey text that fits', async () => {
      last = await greyText(page)
      return fits(last) ? last : undefined
    })
  } catch (cause) {
    throw new Error(`not the grey text that was expected: ${JSON.stringify(last)}`, { cause })
  }
}

/** Waits for words in the status bar. */
export const statusThatSays = (page: Page, words: RegExp): Promise<string> =>
  eventually(`a status bar that says ${words}`, async () => {
    const texts = await page.$$eval('.statusbar-item', (items) =>
      items.map((item) => item.textContent ?? ''),
    )
    return texts.find((text) => text.includes('Midfill') && words.test(text))
  })

/** Waits for a message in the corner, and reads it. */
export const messageThatSays = (page: Page, words: RegExp): Promise<string> =>
  eventually(`a message that says ${words}`, async () => {
    const texts = await page.$$eval('.notification-toast', (toasts) =>
      toasts.map((toast) => toast.textContent ?? ''),
    )
    return texts.find((text) => words.test(text))
  })
