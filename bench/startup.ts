// How soon does the language server answer `initialize`, and what do it and the gateway hold when idle?
//
// Baseline: a Node process that does nothing but answer `initialize` by hand, in the same interleaved run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { CLI, startGateway } from '../test/support/gateway.ts'
import { residentMb } from './support/memory.ts'
import { printMachine, printRows } from './support/report.ts'

const ROUNDS = Number(process.argv[2] ?? 15)
/** Long enough for everything that is loaded after the handshake. */
const IDLE_AFTER_MS = 1_500

/** Answers whatever comes first with an empty result. */
const FLOOR = `process.stdin.once('data', () => {
  const body = '{"jsonrpc":"2.0","id":1,"result":{"capabilities":{}}}'
  process.stdout.write('Content-Length: ' + body.length + '\\r\\n\\r\\n' + body)
})`

async function initialize(args: string[]): Promise<{ ms: number; mb: number }> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  // A gateway URL, so that the network code is loaded, too.
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      processId: null,
      rootUri: null,
      capabilities: {},
      initializationOptions: { gateway: { url: 'http://127.0.0.1:1' } },
    },
  })
  child.stdin.write(frame(body))
  await once(child.stdout, 'data')
  const ms = performance.now() - startedAt
  child.stdin.write(frame('{"jsonrpc":"2.0","method":"initialized","params":{}}'))
  await pause(IDLE_AFTER_MS)
  const mb = residentMb(child.pid ?? 0)
  child.kill('SIGKILL')
  return { ms, mb }
}

const frame = (body: string): string => `Content-Length: ${body.length}\r\n\r\n${body}`

async function gatewayStart(): Promise<{ ms: number; mb: number }> {
  const startedAt = performance.now()
  const gateway = await startGateway(undefined)
  const ms = performance.now() - startedAt
  await pause(IDLE_AFTER_MS)
  const mb = residentMb(gateway.pid)
  await gateway.stop()
  return { ms, mb }
}

const ms: Record<string, number[]> = { 'bare node': [], 'language server': [], gateway: [] }
const mb: Record<string, number[]> = { 'bare node': [], 'language server': [], gateway: [] }
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, start] of [
    ['bare node', () => initialize(['-e', FLOOR])],
    ['language server', () => initialize([CLI, 'lsp', '--stdio'])],
    ['gateway', gatewayStart],
  ] as const) {
    const sample = await start()
    ms[name]?.push(sample.ms)
    mb[name]?.push(sample.mb)
  }
}
printMachine()
printRows(ms, 'bare node', 'start to answer, ms')
printRows(mb, 'bare node', 'resident when idle, MB')
