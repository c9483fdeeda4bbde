// The gateway's page in a real browser: grey text while one types, figures, a sign-in, by keyboard alone and in the dark.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { completionBody, post } from '../support/bodies.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { needsProgram } from '../support/programs.ts'

const TOKEN = 'a-token-of-16-characters'
/** With UPDATE=1 those of docs/monitoring.md. */
const PICTURES = process.env.UPDATE ? 'docs/pictures' : join(tmpdir(), 'midfill-e2e-pictures')
const NAMES = ['codestral', 'codegemma']

async function browserFor(t: TestContext): Promise<Browser> {
  needsProgram('chromium')
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  t.after(() => browser.close())
  return browser
}

/** A gateway with two models, each with words of its own, and the rule that splits them. */
async function splitGateway(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-page-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const entries = await Promise.all(
    NAMES.map(async (name, at) => {
      const chunks = at === 0 ? ['price ', '* item.', 'count'] : ['count']
      const { url } = await fakeUpstream(t, { chunks, pauseMs: 30 })
      return `  - { name: ${name}, family: ${name}, url: "${url}" }`
    }),
  )
  const arms = NAMES.map((name) => `{ arm: ${name}, percent: 50, use: [${name}] }`).join(', ')
  const path = join(folder, 'midfill.yaml')
  writeFileSync(
    path,
    `apiKeys: [a-key]\ndeployments:\n${entries.join('\n')}\nrules:\n  - { name: everyone, split: [${arms}] }\n`,
  )
  const gateway = await startGateway(t, { MIDFILL_CONFIG: path, MIDFILL_ADMIN_TOKEN: TOKEN })
  for (let at = 0; at < 20; at++) {
    await post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }), {
      headers: { authorization: 'Bearer a-key', 'x-gitlab-global-user-id': `user-${at}` },
    })
  }
  return gateway.url
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
  await page.locator('#token').fill(TOKEN)
  await page.keyboard.press('Enter')
  await page.locator('#main').waitFor()

  await page.locator('#model').selectOption('codestral')
  await page.locator('#code').press('Control+End')
  await page.keyboard.type('p')
  await page.locator('#ghost').filter({ hasText: 'count' }).waitFor()
  await page.getByText(/codestral: first word after \d+ ms/).waitFor()
  await page.screenshot({ path: join(PICTURES, 'page-light.png') })
  await page.keyboard.press('Tab')
  assert.match(await page.locator('#code').inputValue(), /item\.pprice \* item\.count$/)

  await page.locator('#model').selectOption('codegemma')
  await page.getByText(/codegemma: first word after/).waitFor()
  await page.locator('#code').press('Escape')
  assert.equal(await page.locator('#ghost').textContent(), '')
  await page.keyboard.press('Tab')
  assert.notEqual(await page.evaluate('document.activeElement.id'), 'code', 'Tab goes on')

  await page.getByText(/2\d suggestions asked for since the start/).waitFor()
  await page.locator('#latency path').waitFor({ state: 'attached' })
  const split = await page.locator('#split').innerText()
  assert.match(split, /everyone\s+codestral\s+50 %\s+[\d.]+ %/)
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
  await page.goto(url)
  await page.locator('#token').fill(TOKEN)
  await page.keyboard.press('Enter')
  await page.locator('#servers tr').first().waitFor()
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
  const { url } = await startGateway(t, { MIDFILL_API_KEYS: 'k', MIDFILL_ADMIN_TOKEN: TOKEN })
  const answer = await fetch(url)
  assert.equal(answer.status, 401)
  assert.match(await answer.text(), /No authorization header presented/)
  const named = { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } }
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
