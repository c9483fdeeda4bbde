// The extension as a new user meets it: the packed file in a real VS Code, in a real browser, on a project never opened.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../../support/eventually.ts'
import { startFakeUpstream, type UpstreamScript } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'
import { blocksOf } from '../../support/pages.ts'
import { needsProgram } from '../../support/programs.ts'
import { beginCommand, freshAtEnd, openAtEnd, runCommand, textThat } from './document.ts'
import { type CodeEditor, openCode, VSIX } from './editor.ts'
import { FLOOR_FILE, provideAtOnce } from './floor.ts'
import { installCodeServer } from './install.ts'
import { type Brought, broughtByKeys, inWords, watchKeys } from './keys.ts'
import { greyText, greyTextThat, messageThatSays, statusThatSays } from './screen.ts'

const MAX_BYTES = 15_000_000
/** How long a key is waited for: the machine may be busy. */
const PATIENCE_MS = 1_500
const KEY = 'a-key-of-the-team'
/** With UPDATE=1 the README's own. */
const PICTURE = process.env.UPDATE
  ? 'docs/pictures/vscode.png'
  : join(tmpdir(), 'midfill-vscode.png')
/** VS Code saves a second after the last change. */
const AUTO_SAVED_MS = 1_500
/** Between two keys of somebody who types on, whatever is shown. */
const TYPING_MS = 120
const BETWEEN_KEYS = { delay: 60 }
const ASK = 'editor.action.inlineSuggest.trigger'
const NEXT = 'editor.action.inlineSuggest.showNext'

const folder = mkdtempSync(join(tmpdir(), 'midfill-code-'))
const project = join(folder, 'shop')
const split = join(project, 'lsp/context/split.ts')
/** Ends in the middle of a line. */
const open = join(project, 'lsp/context/gather.ts')
const rhythm = join(project, 'lsp/suggestions/rhythm.ts')
let code: CodeEditor
after(async () => {
  await code?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})
const script: UpstreamScript = {
  chunks: ['const cut = wholeCharacter(text, offset)\n  return text.slice(cut)'],
}
const upstream = await startFakeUpstream(script)
after(() => upstream.close())
const gatewayEnv = (port = '0') => ({
  AIGW_FASTAPI__API_PORT: port,
  MIDFILL_API_KEYS: KEY,
  MIDFILL_MODEL_URL: upstream.url,
  MIDFILL_MODEL_NAME: 'codestral-test',
})
let gateway = await startGateway(undefined, gatewayEnv())
after(() => gateway.stop())

/** Begins a function at the end of a file; the suggestion that is due is its body. */
async function typeFunction(name: string): Promise<void> {
  await freshAtEnd(code, split)
  const head = `\nexport function ${name}(text: string, offset: number): string {`
  await code.page.keyboard.type(head, BETWEEN_KEYS)
  await code.page.keyboard.press('Enter')
}

/**
 * Waits for the model's text. Whoever has typed much has no more questions for a while, and sees the engine's: then it
 * is asked for by command, and is the one behind what is shown.
 */
async function greyFromModel(...words: string[]): Promise<void> {
  const fits = (text: string) => words.every((word) => text.includes(word))
  for (const command of ['', ASK, NEXT, ASK, NEXT]) {
    if (command) await runCommand(code, command)
    if (fits(await greyWithin(PATIENCE_MS, fits))) return
  }
  await greyTextThat(code.page, fits)
}

/**
 * Types until a key brings a suggestion: the editor asks with each key, and not in between.
 * Returns the first line as it reads then, typed and grey.
 */
async function typeUntilGrey(keys: string, msPerKey = PATIENCE_MS): Promise<string> {
  for (const [index, key] of [...keys].entries()) {
    await code.page.keyboard.type(key)
    const grey = await greyWithin(msPerKey)
    if (grey) return keys.slice(0, index + 1) + grey.split('\n')[0]
  }
  return assert.fail(`none of the keys ${keys} brought a suggestion`)
}

/** Empty: none that fits came. */
async function greyWithin(ms: number, fits = (text: string) => text !== ''): Promise<string> {
  const look = async () => {
    const text = await greyText(code.page)
    return fits(text) ? text : undefined
  }
  return eventually('grey text', look, ms).catch(() => '')
}

test('the extension is one file, small enough', { timeout: 120_000 }, (t) => {
  needsProgram('chromium')
  const commands = blocksOf('README.md', 'sh').find((block) => block.includes('npm run vsix')) ?? ''
  const [pack = '', install = ''] = commands.trim().split('\n')
  execFileSync('sh', ['-ec', pack], { stdio: 'pipe' })
  // What is installed further down, by code-server's own command line.
  assert.equal(install, `code --install-extension ${relative('.', VSIX)}`)
  const { size } = statSync(VSIX)
  t.diagnostic(`midfill.vsix: ${(size / 1e6).toFixed(1)} MB`)
  assert.ok(size <= MAX_BYTES)
})

test('code-server is here', { timeout: 300_000 }, () => {
  installCodeServer()
})

test('without a model, an account or a network, the engine suggests what the project says', async (t) => {
  for (const room of ['lsp', 'engine', 'protocol']) {
    cpSync(room, join(project, room), { recursive: true })
  }
  appendFileSync(open, '\nexport function suffixAt(')
  code = await openCode({ folder, project })
  const readyAt = await code.run(async (vscode) => {
    await vscode.extensions.getExtension('midfill.midfill')?.activate()
    return Date.now()
  })
  await openAtEnd(code, open)
  const openAt = Date.now()
  const line = await typeUntilGrey('text: string, offset: number): string {', TYPING_MS)
  t.diagnostic(`file open -> first suggestion: ${Date.now() - openAt} ms`)
  t.diagnostic(`extension ready -> file open: ${openAt - readyAt} ms`)
  await code.page.keyboard.press('Tab')
  await textThat(code, `suffixAt(${line}`)
})

test('key -> grey text, from the engine and from a provider that answers at once', async (t) => {
  await provideAtOnce(code, readFileSync(rhythm, 'utf8'))
  await watchKeys(code.page)
  const ours: Brought[] = []
  const floor: Brought[] = []
  // In turn, so that both see the same machine.
  for (const name of ['One', 'Two', 'Three', 'Four']) {
    const line = `\nexport const quiet${name} = (typing: boolean): number => `
    ours.push(...(await broughtBy(rhythm, line)))
    floor.push(...(await broughtBy(FLOOR_FILE, line)))
  }
  const fresh = (keys: Brought[]) => keys.filter(({ isNew }) => isNew).map(({ ms }) => ms)
  assert.ok(fresh(ours).length > 0 && fresh(floor).length > 0)
  t.diagnostic(`key -> grey text: ${inWords(ours.map(({ ms }) => ms))}`)
  t.diagnostic(`key -> new grey text: ${inWords(fresh(ours))}`)
  t.diagnostic(`key -> new grey text, a provider that answers at once: ${inWords(fresh(floor))}`)
})

async function broughtBy(file: string, line: string): Promise<Brought[]> {
  await openAtEnd(code, file)
  await broughtByKeys(code.page)
  await code.page.keyboard.type(line, { delay: TYPING_MS })
  return broughtByKeys(code.page)
}

test('"Midfill: Set Gateway Key" connects to the team’s model', async () => {
  await beginCommand(code, 'midfill.setGatewayKey')
  const input = code.page.locator('.quick-input-widget input')
  await input.fill(gateway.url)
  await input.press('Enter')
  await code.page.locator('.quick-input-widget input[type=password]').fill(KEY)
  await code.page.keyboard.press('Enter')
  await typeFunction('sliceAt')
  await greyFromModel('const cut', '\n  return text.slice(cut)')
  await statusThatSays(code.page, /codestral/)
  await code.page.screenshot({ path: PICTURE })
})

test('several lines are taken whole, and undone in one step', async () => {
  await code.page.keyboard.press('Tab')
  await textThat(
    code,
    /const cut = wholeCharacter\(text, offset\)\n {2}return text\.slice\(cut\)\n\}/,
  )
  await code.page.keyboard.press('Control+z')
  await textThat(code, /sliceAt\(text: string, offset: number\): string \{\n {2}\n\}/)
})

test('a word is taken, then a line', async () => {
  await typeFunction('wordAt')
  await greyFromModel('const cut', '\n  return text.slice(cut)')
  await code.page.keyboard.press('Control+ArrowRight')
  await textThat(code, /string \{\n {2}const\n\}$/)
  await code.page.keyboard.press('Control+Alt+ArrowRight')
  await textThat(code, /string \{\n {2}const cut = wholeCharacter\(text, offset\)\n/)
})

test('another file gets suggestions of its own', async () => {
  await freshAtEnd(code, rhythm)
  assert.equal(await greyText(code.page), '')
  script.chunks = ['return typing ? 1 : 0']
  await code.page.keyboard.type('\nexport function quiet(typing: boolean): number {', BETWEEN_KEYS)
  await code.page.keyboard.press('Enter')
  await greyFromModel('return typing')
})

test('a language is turned off, says so, also after a restart, and is turned on again', async () => {
  await runCommand(code, 'midfill.toggleLanguage')
  await statusThatSays(code.page, /off here/)
  await code.page.keyboard.type('\nexport function loud(', BETWEEN_KEYS)
  await beginCommand(code, 'midfill.why')
  await messageThatSays(code.page, /language/)
  assert.equal(await greyText(code.page), '')
  await runCommand(code, 'notifications.clearAll')
  await runCommand(code, 'midfill.restart')
  // Nobody has changed the editor: the new server is told which one it is.
  await statusThatSays(code.page, /off here/)
  await runCommand(code, 'midfill.toggleLanguage')
  // The model's name comes with its first answer.
  await statusThatSays(code.page, /Midfill: (?!off here)/)
})

test('a gateway that is gone is told, the engine goes on, and the model comes back', async () => {
  const { port } = new URL(gateway.url)
  await gateway.stop()
  await freshAtEnd(code, split)
  await code.page.keyboard.type('\nexport function afterAll(', BETWEEN_KEYS)
  await typeUntilGrey('text: s')
  // The next question finds out; one by command is asked whatever was typed before.
  await runCommand(code, ASK)
  await statusThatSays(code.page, /offline/)
  await greyTextThat(code.page, (text) => text !== '')
  gateway = await startGateway(undefined, gatewayEnv(port))
  script.chunks = ['return text.trim()']
  await typeFunction('trimAll')
  await greyFromModel('return text.trim()')
  await statusThatSays(code.page, /codestral/)
})

test('snoozing ends suggestions until they are woken', async () => {
  await runCommand(code, 'midfill.snoozeFor', 15)
  await statusThatSays(code.page, /snoozed/)
  await typeFunction('asleep')
  assert.equal(await greyText(code.page), '')
  await runCommand(code, 'midfill.wake')
  await statusThatSays(code.page, /codestral/)
})

test('"Midfill: Generate" streams below a comment, and the text is kept', async () => {
  script.chunks = ['export function twice(n: number): number {\n', '  return 2 * n\n', '}\n']
  await freshAtEnd(code, split)
  await code.page.keyboard.type('\n// twice a number', BETWEEN_KEYS)
  await beginCommand(code, 'midfill.generate')
  await textThat(
    code,
    /twice a number\nexport function twice\(n: number\): number \{\n {2}return 2 \* n\n\}/,
  )
  // By then VS Code in a browser has saved the file, and it is still asked.
  await pause(AUTO_SAVED_MS)
  await code.page.getByText('Keep', { exact: true }).click()
  await textThat(code, /return 2 \* n/)
})

test('generated text is undone, and nothing is left of it', async () => {
  await openAtEnd(code, rhythm)
  const before = await textThat(code, /./)
  await beginCommand(code, 'midfill.generate')
  await textThat(code, /return 2 \* n/)
  await runCommand(code, 'midfill.generation.undo')
  assert.equal(await textThat(code, /^(?![\s\S]*return 2 \* n)/), before)
})

test('a generation that is stopped ends the model’s work and leaves what came', async () => {
  Object.assign(script, { chunks: [...Array(200)].map((_, n) => `// line ${n}\n`), pauseMs: 200 })
  await openAtEnd(code, rhythm)
  await code.page.keyboard.type('\n// many lines', BETWEEN_KEYS)
  await beginCommand(code, 'midfill.generate')
  await textThat(code, /line 1$/m)
  await runCommand(code, 'midfill.generation.stop')
  await upstream.closedByPeer
  const text = await textThat(code, /line 1$/m)
  assert.doesNotMatch(text, /line 150/)
})
