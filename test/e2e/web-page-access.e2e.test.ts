// The gateway's page for whoever does not see it, or not well, or has no mouse: what Chromium tells a screen reader.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { type Heard, heard } from '../support/heard.ts'
import { browserFor, signIn, splitGateway } from '../support/web-page.ts'

const CONTROLS = ['textbox', 'combobox', 'button', 'link', 'checkbox', 'searchbox', 'option']
/** Things with a meaning of their own, which nobody can guess from what is in them. */
const MUST_BE_NAMED = [...CONTROLS, 'image', 'table', 'region', 'main', 'form', 'group', 'heading']

const withRole = (tree: Heard[], role: string): Heard[] => tree.filter((one) => one.role === role)

test('before the sign-in: a field with a name, and a refusal that is told at once', async (t) => {
  const browser = await browserFor(t)
  const page = await browser.newPage()
  await page.goto(await splitGateway(t))
  await page.locator('#token').fill('not-the-token-at-all')
  await page.keyboard.press('Enter')
  await page.getByText('This is not the token.').waitFor()
  const tree = await heard(page)
  const [field] = withRole(tree, 'textbox')
  assert.equal(field?.name, 'Admin token (MIDFILL_ADMIN_TOKEN)')
  assert.equal(field?.description, 'This is not the token.')
  const [alert] = withRole(tree, 'alert')
  assert.deepEqual([alert?.live, alert?.text], ['assertive', 'This is not the token.'])
  assert.equal(await page.evaluate('document.activeElement.id'), 'token')
})

test('every control, chart and table has a name, and charts say in words what they show', async (t) => {
  const browser = await browserFor(t)
  const page = await browser.newPage()
  await signIn(page, await splitGateway(t))
  await page.locator('#latency path[d]').waitFor({ state: 'attached' })
  const tree = await heard(page)
  for (const role of ['textbox', 'combobox', 'image', 'table', 'main', 'region']) {
    assert.ok(withRole(tree, role).length > 0, `no ${role}`)
  }
  const nameless = tree.filter(({ role, name }) => MUST_BE_NAMED.includes(role) && name === '')
  assert.deepEqual(nameless, [])
  const [rate, latency, ...more] = withRole(tree, 'image')
  assert.deepEqual(more, [])
  assert.match(rate?.description ?? '', /^4\d suggestions asked for since the start/)
  assert.match(latency?.description ?? '', /says its first word after \d+ ms \(median\)/)
  const heads = withRole(tree, 'columnheader').map(({ name }) => name)
  assert.equal(heads.length, 17)
  assert.ok(heads.includes('Interval, 95 %'))
  const cells = withRole(tree, 'cell').map(({ text }) => text)
  assert.equal(cells.filter((text) => /^[\d.]+ to [\d.]+ %$/.test(text)).length, 2)
  const levels = await page.locator('h1, h2').evaluateAll((all) => all.map((one) => one.tagName))
  assert.deepEqual(levels.slice(0, 1), ['H1'])
})

test('a suggestion is announced when it is whole, and nothing is said again and again', async (t) => {
  const browser = await browserFor(t)
  const page = await browser.newPage()
  await signIn(page, await splitGateway(t))
  const changes = await page.evaluateHandle(`(() => {
    const seen = { about: 0, spoken: [] }
    const watch = (id, told) => new MutationObserver(told).observe(document.getElementById(id),
      { childList: true, characterData: true, subtree: true })
    watch('about', () => { seen.about += 1 })
    watch('spoken', () => seen.spoken.push(document.getElementById('spoken').textContent))
    return seen
  })()`)
  await page.locator('#model').selectOption('codestral')
  await page.locator('#code').press('Control+End')
  await page.keyboard.type('p')
  const spoken = await eventually('an announcement', async () => {
    const tree = await heard(page)
    return tree.find(({ role, text }) => role === 'status' && text.startsWith('Suggestion: '))
  })
  assert.deepEqual([spoken.live, spoken.text], ['polite', 'Suggestion: rice * item.count'])
  // Two looks at the figures.
  await page.waitForResponse(/admin\/experiments/)
  await page.waitForResponse(/admin\/experiments/)
  const { about, spoken: words } = (await changes.jsonValue()) as {
    about: number
    spoken: string[]
  }
  assert.equal(about, 0, 'the line at the top is written anew')
  assert.deepEqual(words.filter(Boolean), ['Suggestion: rice * item.count'])
})

/** Playwright's own waiting evaluates text in the page, which the page's policy refuses. */
const until = (page: Page, isSo: string): Promise<unknown> =>
  eventually(isSo, async () => (await page.evaluate(isSo)) || undefined)

/** What has the focus after each Tab, which must be seen to have it. */
async function tabsThrough(page: Page, times: number): Promise<string[]> {
  const places: string[] = []
  for (let at = 0; at < times; at += 1) {
    await page.keyboard.press('Tab')
    const [place, outline] = (await page.evaluate(`[
      document.activeElement.id || document.activeElement.getAttribute('aria-labelledby'),
      getComputedStyle(document.activeElement).outlineStyle]`)) as [string, string]
    assert.equal(outline, 'solid', place)
    places.push(place)
  }
  return places
}

test('by keyboard: the fields in the order in which they stand, from the sign-in on', async (t) => {
  const browser = await browserFor(t)
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  await signIn(page, await splitGateway(t))
  await until(page, "document.activeElement.id === 'main'")
  await page.locator('[role=group]').nth(1).waitFor()
  const places = await tabsThrough(page, 5)
  assert.deepEqual(places, ['model', 'file', 'code', 'servers-title', 'split-title'])
  await page.keyboard.press('ArrowRight')
  await until(page, 'document.activeElement.scrollLeft > 0')

  // On a wide screen the tables are whole, and nothing stops there.
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.reload()
  await page.locator('#servers tr').first().waitFor()
  await page.keyboard.press('Tab')
  await page.getByRole('link', { name: 'Skip to the playground' }).press('Enter')
  assert.deepEqual(await tabsThrough(page, 3), ['model', 'file', 'code'])
  assert.equal(await page.locator('[role=group]').count(), 0)
})

/** Texts that stand out too little from what is behind them, and fields that do; WCAG 2.2, 1.4.3 and 1.4.11. */
const TOO_FAINT = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number)
  const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  const ratio = (one, other) => {
    const [low, high] = [light(channels(one)), light(channels(other))].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      if (channels(backgroundColor)[3] !== 0) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const faint = []
  let looked = 0
  for (const element of document.querySelectorAll('body *')) {
    const style = getComputedStyle(element)
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
    const isSeen = element.checkVisibility() && element.id !== 'code'
    if (text && isSeen) {
      looked += 1
      const seen = ratio(style.color, ground(element))
      if (seen < 4.5) faint.push([element.tagName, element.id, element.textContent.slice(0, 40), seen])
    }
    if (isSeen && ['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName)) {
      looked += 1
      const seen = ratio(style.borderTopColor, ground(element.parentElement))
      if (seen < 3) faint.push([element.tagName, element.id, 'border', seen])
    }
  }
  return { faint, looked }
})()`

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: all words and fields stand out from what is behind them`, async (t) => {
    const browser = await browserFor(t)
    const page = await browser.newPage({ colorScheme })
    await signIn(page, await splitGateway(t))
    await page.locator('#model').selectOption('codestral')
    await page.locator('#code').press('Control+End')
    await page.keyboard.type('p')
    await page.locator('#ghost').filter({ hasText: 'count' }).waitFor()
    const { faint, looked } = (await page.evaluate(TOO_FAINT)) as { faint: []; looked: number }
    assert.ok(looked > 50, `${looked}`)
    assert.deepEqual(faint, [])
  })
}
