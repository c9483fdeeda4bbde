// The gateway's page in a real browser: grey text while one types, figures, a sign-in, by keyboard alone and in the dark.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startGateway } from '../support/gateway.ts'
import { ADMIN_TOKEN, askAndTell, browserFor, signIn, splitGateway } from '../support/web-page.ts'

/** With UPDATE=1 those of docs/monitoring.md. */
const PICTURES = process.env.UPDATE ? 'docs/pictures' : join(tmpdir(), 'midfill-e2e-pictures')
/** As long as the page takes for so many looks people ask, each time more of them; then both charts have a line. */
async function busyFor(page: Page, url: string, looks: number): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const seen = page.waitForResponse(/admin\/experiments/)
    const from = 1_000 * (look + 1)
    await Promise.all(
      Array.from({ length: 4 + 3 * (look % 4) }, (_, at) => askAndTell(url, from + at)),
    )
    await seen
  }
  await page.locator('#rate path').waitFor({ state: 'attached' })
  await page.locator('#latency path').waitFor({ state: 'attached' })
}

/** Nothing may go wrong in silence, and nothing may be fetched from elsewhere. */
function watched(page: Page, url: string): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const from = request.url()
    if (!from.startsWith(url) && !from.startsWith('data:')) problems.push(from)
  })
  page.on('console', (message) => {
    const isRefusal = /401/.test(message.text())
    if (message.type() === 'error' && !isRefusal) problems.push(message.text())
  })
  return problems
}

test('somebody signs in, tries two models by keyboard, and reads the figures', async (t) => {
  mkdirSync(PICTURES, { recursive: true })
  const url = await splitGateway(t)
  const browser = await browserFor(t)
  const page = await browser.newPage({ viewport: { width: 1280, height: 1100 } })
  const problems = watched(page, url)
  await page.goto(url)
  await page.locator('#token').fill('not-the-token-at-all')
  await page.keyboard.press('Enter')
  await page.getByText('This is not the token.').waitFor()
  await page.locator('#token').fill(ADMIN_TOKEN)
  await page.keyboard.press('Enter')
  await page.locator('#main').waitFor()

  await page.locator('#model').selectOption('codestral')
  await page.locator('#code').press('Control+End')
  await page.keyboard.type('p')
  await page.locator('#ghost').filter({ hasText: 'count' }).waitFor()
  await page.getByText(/codestral: first word after \d+ ms/).waitFor()
  await busyFor(page, url, 6)
  await page.screenshot({ path: join(PICTURES, 'page-light.png'), fullPage: true })
  await page.keyboard.press('Tab')
  assert.match(await page.locator('#code').inputValue(), /item\.price \* item\.count$/)

  await page.locator('#model').selectOption('codegemma')
  await page.getByText(/codegemma: first word after/).waitFor()
  await page.locator('#code').press('Escape')
  assert.equal(await page.locator('#ghost').textContent(), '')
  await page.keyboard.press('Tab')
  assert.notEqual(await page.evaluate('document.activeElement.id'), 'code', 'Tab goes on')

  await page.getByText(/\d\d suggestions asked for since the start/).waitFor()
  await page.locator('#latency path').waitFor({ state: 'attached' })
  const split = await page.locator('#split').innerText()
  const acceptance = '\\d+\\s+[\\d.]+ %\\s+[\\d.]+ to [\\d.]+ %'
  for (const name of ['codestral', 'codegemma']) {
    assert.match(split, new RegExp(`everyone\\s+${name}\\s+50 %\\s+[\\d.]+ %\\s+${acceptance}`))
  }
  assert.match(split, /points, may be chance/)
  assert.match(await page.locator('#servers').innerText(), /codegemma\s+127\.0\.0\.1:\d+\s+closed/)
  assert.deepEqual(problems, [])
})

test('on a phone and in the dark nothing is cut off', async (t) => {
  const url = await splitGateway(t)
  const browser = await browserFor(t)
  const page = await browser.newPage({
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  })
  await signIn(page, url)
  await busyFor(page, url, 2)
  await page.screenshot({ path: join(PICTURES, 'page-dark.png'), fullPage: true })
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  assert.equal(isWide, false, 'the page scrolls sideways')
})

test('on this machine alone no token is wanted, and no other page gets in', async (t) => {
  const { url } = await startGateway(t)
  const browser = await browserFor(t)
  const page = await browser.newPage()
  await page.goto(url)
  await page.locator('#servers').getByText('the embedded engine answers').waitFor()
  const elsewhere = { headers: { origin: 'https://evil.example.com' } }
  assert.equal((await fetch(`${url}/admin/status`, elsewhere)).status, 401)
  const html = { headers: { accept: 'text/html' } }
  assert.match((await fetch(url, html)).headers.get('content-security-policy') ?? '', /'none'/)
})

test('whoever is no browser gets what GitLab’s guide promises', async (t) => {
  const { url } = await startGateway(t, { MIDFILL_API_KEYS: 'k', MIDFILL_ADMIN_TOKEN: ADMIN_TOKEN })
  const answer = await fetch(url)
  assert.equal(answer.status, 401)
  assert.match(await answer.text(), /No authorization header presented/)
  const named = { method: 'POST', headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }
  assert.equal((await fetch(`${url}/admin/try`, { method: 'POST' })).status, 401)
  const body = {
    deployment: 'nobody',
    file_name: 'a',
    content_above_cursor: '',
    content_below_cursor: '',
  }
  const headers = { ...named.headers, 'content-type': 'application/json' }
  const tried = await fetch(`${url}/admin/try`, { ...named, headers, body: JSON.stringify(body) })
  assert.equal(tried.status, 404)
})
