// The language servers that are typed into: ours, Tabby's from npm, and one that does nothing.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import {
  type CancellationToken,
  createProtocolConnection,
  type InlineCompletionList,
  type Position,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { CLI } from '../../test/support/gateway.ts'

export interface Peer {
  name: string
  pid: number
  /** From the start of the process to the answer of `initialize`. */
  initializeMs: number
  connection: ProtocolConnection
  /** The first suggestion's text; undefined: none. */
  suggestion(uri: string, position: Position, token: CancellationToken): Promise<string | undefined>
  close(): void
}

export async function startMidfill(modelUrl: string): Promise<Peer> {
  const peer = await start('midfill', [CLI, 'lsp', '--stdio'], {
    initializationOptions: { gateway: { url: modelUrl } },
  })
  return { ...peer, suggestion: inlineCompletions(peer.connection) }
}

/** A server that does nothing, as plain JavaScript like ours. */
export async function startBare(): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-bare-'))
  const script = join(folder, 'server.cjs')
  await build({
    entryPoints: [fileURLToPath(new URL('bare-server.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    minify: true,
    platform: 'node',
    logLevel: 'warning',
  })
  const peer = await start('bare', [script], {})
  // It is loaded: nobody needs the file any more.
  rmSync(folder, { recursive: true })
  return { ...peer, suggestion: inlineCompletions(peer.connection) }
}

const inlineCompletions =
  (connection: ProtocolConnection): Peer['suggestion'] =>
  async (uri, position, token) => {
    const params = { textDocument: { uri }, position, context: { triggerKind: 2 } }
    const list = await connection.sendRequest<InlineCompletionList>(
      'textDocument/inlineCompletion',
      params,
      token,
    )
    const [item] = list.items
    return typeof item?.insertText === 'string' ? item.insertText : undefined
  }

const TABBY = 'tabby-agent@1.5.0'

/** Installed outside of the project, once for all runs. */
export async function startTabby(modelUrl: string): Promise<Peer> {
  const folder = join(tmpdir(), `midfill-bench-${TABBY}`)
  const script = join(folder, 'node_modules/tabby-agent/dist/cli.js')
  if (!existsSync(script)) {
    mkdirSync(folder, { recursive: true })
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    execFileSync('npm', ['install', '--prefix', folder, ...quiet, TABBY], { stdio: 'ignore' })
  }
  const home = mkdtempSync(join(tmpdir(), 'midfill-tabby-'))
  mkdirSync(join(home, '.tabby-client/agent'), { recursive: true })
  const config = `[server]\nendpoint = "${modelUrl}"\n[anonymousUsageTracking]\ndisable = true\n`
  writeFileSync(join(home, '.tabby-client/agent/config.toml'), config)
  const peer = await start('tabby-agent', [script, '--lsp', '--stdio'], { env: { HOME: home } })
  return {
    ...peer,
    async suggestion(uri, position, token) {
      const params = { textDocument: { uri }, position, context: { triggerKind: 1 } }
      return tabbyText(
        await peer.connection.sendRequest('textDocument/completion', params, token),
        position,
      )
    },
  }
}

interface TabbyItem {
  insertText?: string
  textEdit?: { newText: string; range?: { start: Position }; insert?: { start: Position } }
}

/** Its edit may begin before the cursor, with what stands there. */
function tabbyText(answer: unknown, cursor: Position): string | undefined {
  const { items = [] } = (answer ?? {}) as { items?: TabbyItem[] }
  const [item] = items
  if (!item?.textEdit) return item?.insertText
  const { newText, range, insert } = item.textEdit
  const start = range?.start ?? insert?.start ?? cursor
  return newText.slice(Math.max(0, cursor.character - start.character))
}

async function start(
  name: string,
  args: string[],
  {
    initializationOptions,
    env = {},
  }: { initializationOptions?: unknown; env?: Record<string, string> },
) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, ...env },
  })
  // Nothing would keep the bench alive then, and it would end without a word.
  const complain = (status: number | null): never => {
    throw new Error(`${name} ended with ${status}`)
  }
  child.once('exit', complain)
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => null),
  )
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { inlineCompletion: {}, completion: {} } },
    initializationOptions,
  })
  const initializeMs = performance.now() - startedAt
  await connection.sendNotification('initialized', {})
  const close = (): void => {
    child.off('exit', complain)
    connection.dispose()
    child.kill('SIGKILL')
  }
  return { name, pid: child.pid ?? 0, initializeMs, connection, close }
}
