// `npm start`: builds midfill, starts the gateway on the embedded engine, and shows a suggestion travel
// editor protocol -> language server -> gateway -> engine and back. With --once it exits after that, with
// status 0 only if a suggestion came through the whole chain.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type RunningGateway, startGateway } from '../test/support/gateway.ts'
import { type Editor, startEditor } from '../test/support/language-server.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Where GitLab expects a gateway. */
const USUAL_PORT = 5052
/** The file that is opened, and what is typed at its end: a pause for a suggestion after each piece. */
const FILE = 'lsp/context/split.ts'
const TYPED = [
  '\nexport function suffixAt(te',
  'xt: string, offset',
  ': number): Split {\n  const cur',
  'sor = wholeCharacter(te',
]

const isOnce = process.argv.includes('--once')

console.log('Building …')
const build = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
  cwd: ROOT,
  stdio: 'inherit',
})
if (build.status !== 0) process.exit(1)

const gateway = await startGateway(undefined, { AIGW_FASTAPI__API_PORT: String(await freePort()) })
console.log(`Gateway on ${gateway.url}, answering with the embedded engine (no model configured).`)
const shown = await demonstrate(gateway)
if (isOnce) {
  await gateway.stop()
  if (shown === 0) console.error('No suggestion came through.')
  process.exit(shown > 0 ? 0 : 1)
}
explain(gateway)
process.once('SIGINT', async () => {
  await gateway.stop()
  process.exit(0)
})

/** Types into a file of midfill's own as an editor would; the number of suggestions that came. */
async function demonstrate({ url }: RunningGateway): Promise<number> {
  const editor = await startEditor(undefined, {
    folder: ROOT,
    initializationOptions: { gateway: { url } },
  })
  const path = join(ROOT, FILE)
  const uri = pathToFileURL(path).href
  const text = readFileSync(path, 'utf8')
  await editor.open(uri, 'typescript', text)
  console.log(`
Typing at the end of ${FILE} through the language server.
Behind the cursor ▏ stands what is suggested, from where, and after how long (at first with the server's own start):
`)
  let typed = ''
  let shown = 0
  for (const piece of TYPED) {
    await editor.type(uri, endOf(text + typed), piece)
    typed += piece
    if (await showSuggestion(editor, uri, text + typed)) shown += 1
  }
  await editor.quit()
  editor.connection.dispose()
  return shown
}

async function showSuggestion(editor: Editor, uri: string, text: string): Promise<boolean> {
  const startedAt = performance.now()
  const [item] = await editor.suggestions(uri, endOf(text))
  const ms = Math.round(performance.now() - startedAt)
  const line = text.split('\n').at(-1)
  if (!item) {
    console.log(`  ${line}▏   (silent, ${ms} ms)`)
    return false
  }
  const { data } = item as { data?: { source: string } }
  console.log(`  ${line}▏${item.insertText}   (${data?.source}, ${ms} ms)`)
  return true
}

function endOf(text: string): { line: number; character: number } {
  const lines = text.split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

/** The usual port if nobody has it, else 0: any. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(USUAL_PORT, '127.0.0.1', () => probe.close(() => resolve(USUAL_PORT)))
  })
}

function explain({ url }: RunningGateway): void {
  console.log(`
Try it:
  curl -s ${url}/v2/code/completions -H 'Content-Type: application/json' -d '{
    "prompt_version": 1,
    "current_file": {
      "file_name": "area.ts",
      "content_above_cursor": "const width = readNumber(input, 1)\\nconst height = readNumber(",
      "content_below_cursor": "\\n"
    }
  }'

Connect an editor: start \`node ${join(ROOT, 'dist/cli.js')} lsp --stdio\` as a language server (LSP 3.18,
inline completion) with the initialization options {"gateway": {"url": "${url}"}}.

Ctrl-C ends it.`)
}
