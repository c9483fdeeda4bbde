// A real VS Code: code-server with the packed extension, a browser that shows it, and its API through a second extension.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type * as Code from 'vscode'
import { eventually } from '../../support/eventually.ts'
import { installCodeServer } from './install.ts'

export const VSIX = fileURLToPath(
  new URL('../../../editors/vscode/dist/midfill.vsix', import.meta.url),
)
const PAGE_SCRIPT = fileURLToPath(new URL('page.js', import.meta.url))
const DRIVER = fileURLToPath(new URL('driver', import.meta.url))
const START_WITHIN_MS = 60_000

/** npm brings code-server without TypeScript's server; the extension for it would complain in every window. */
const NO_TYPESCRIPT = ['--vscode-option', 'disable-extension=vscode.typescript-language-features']

type Api = typeof Code

export interface CodeOptions {
  /** For everything that is written. */
  folder: string
  /** The folder that is opened. */
  project: string
  settings?: Record<string, unknown>
}

export class CodeEditor {
  readonly page: Page
  readonly #server: ChildProcess
  readonly #browser: Browser
  readonly #driverFile: string
  readonly #log: () => string

  constructor(parts: {
    page: Page
    browser: Browser
    server: ChildProcess
    driverFile: string
    log: () => string
  }) {
    this.page = parts.page
    this.#browser = parts.browser
    this.#server = parts.server
    this.#driverFile = parts.driverFile
    this.#log = parts.log
  }

  /** Runs a function in the extension host; it sees nothing of the test but its arguments, and returns JSON. */
  async run<A extends unknown[], R>(
    code: (vscode: Api, ...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>> {
    const port = await eventually('the driver', () => read(this.#driverFile), START_WITHIN_MS)
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body: JSON.stringify({ code: String(code), args }),
    })
    const { value, error } = (await answer.json()) as { value: Awaited<R>; error?: string }
    if (error) throw new Error(`in the editor: ${error}`)
    return value
  }

  log(): string {
    return this.#log()
  }

  async close(): Promise<void> {
    await this.#browser.close()
    const exited = once(this.#server, 'exit')
    this.#server.kill('SIGTERM')
    await exited
  }
}

/** Installs the packed extension into a fresh code-server, and opens a folder in a browser. */
export async function openCode(options: CodeOptions): Promise<CodeEditor> {
  const { folder, project, settings } = options
  const code = installCodeServer()
  const userData = join(folder, 'data')
  const extensions = join(folder, 'extensions')
  writeSettings(userData, settings)
  // Before the first start, which takes stock of what is there.
  cpSync(DRIVER, join(extensions, 'midfill-test.driver-0.0.1'), { recursive: true })
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'share'),
    MIDFILL_E2E_DRIVER: join(folder, 'driver-port'),
  }
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions]
  const cli = [code.entry, ...folders, '--auth', 'none', '--disable-telemetry', ...NO_TYPESCRIPT]
  execFileSync(code.node, [...cli, '--install-extension', VSIX], { env, stdio: 'pipe' })
  const port = await freePort()
  const server = spawn(
    code.node,
    [...cli, '--disable-update-check', '--bind-addr', `127.0.0.1:${port}`],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk
    })
  }
  await eventually(
    'code-server',
    () => (log.includes('HTTP server listening') ? true : undefined),
    START_WITHIN_MS,
  )
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const page = await browser.newPage({ viewport: { width: 1100, height: 620 } })
  await page.addInitScript({ path: PAGE_SCRIPT })
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}`)
  const driverFile = env.MIDFILL_E2E_DRIVER
  return new CodeEditor({ page, browser, server, driverFile, log: () => log })
}

function writeSettings(userData: string, settings: Record<string, unknown> = {}): void {
  mkdirSync(join(userData, 'User'), { recursive: true })
  const all = { ...QUIET, ...settings }
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(all, null, 2))
}

/** What would stand between a test and the document. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'workbench.enableExperiments': false,
  'editor.minimap.enabled': false,
  // Without the extension for TypeScript, its list would hold any word of the file.
  'editor.wordBasedSuggestions': 'off',
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined
  } catch {
    // Not written yet.
    return undefined
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (!address || typeof address === 'string') throw new Error('no free port')
  return address.port
}
