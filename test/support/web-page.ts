// The gateway's page, in a browser, over a gateway that has something to show.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, post } from './bodies.ts'
import { fakeUpstream } from './fake-upstream.ts'
import { startGateway } from './gateway.ts'
import { needsProgram } from './programs.ts'

interface Cleanup {
  after(run: () => unknown): void
}

export const ADMIN_TOKEN = 'a-token-of-16-characters'
const NAMES = ['codestral', 'codegemma']
const PEOPLE = 40

export async function browserFor(t: Cleanup): Promise<Browser> {
  needsProgram('chromium')
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  t.after(() => browser.close())
  return browser
}

/** A gateway with two models, each with words of its own, the rule that splits them, and what people thought of them. */
export async function splitGateway(t: Cleanup): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-page-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const entries = await Promise.all(
    NAMES.map(async (name, at) => {
      const chunks = at === 0 ? ['rice ', '* item.', 'count'] : ['count']
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
  const gateway = await startGateway(t, { MIDFILL_CONFIG: path, MIDFILL_ADMIN_TOKEN: ADMIN_TOKEN })
  await Promise.all(Array.from({ length: PEOPLE }, (_, at) => askAndTell(gateway.url, at)))
  return gateway.url
}

/** Everybody sees a suggestion; two of three take it. */
export async function askAndTell(url: string, at: number): Promise<void> {
  const headers = { authorization: 'Bearer a-key', 'x-gitlab-global-user-id': `user-${at}` }
  const body = completionBody({ above: `x${at} = ` })
  const { id } = await jsonOf<CompletionsAnswer & { id: string }>(
    post(`${url}/v2/code/completions`, body, { headers }),
  )
  const steps = at % 3 === 0 ? ['shown', 'rejected'] : ['shown', 'accepted']
  const events = steps.map((event) => ({ suggestion_id: id, event }))
  await post(`${url}/v1/feedback`, { events }, { headers })
}

/** As somebody at the keyboard. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('#token').fill(ADMIN_TOKEN)
  await page.keyboard.press('Enter')
  await page.locator('#servers tr').first().waitFor()
}
