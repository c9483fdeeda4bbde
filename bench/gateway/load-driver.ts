// Loads one server over raw sockets. A process of its own, so that it cannot slow down what it measures.
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from './client.ts'
import type { DriverMessage, DriverOrder, Load, Outcome } from './load.ts'

/** Connections opened at once: more would overflow the queues of servers that accept slowly. */
const CONNECT_BATCH = 100

const tell = (message: DriverMessage): void => {
  process.send?.(message)
}

let waiting: { load: Load; clients: Client[] } | undefined

async function prepare(load: Load): Promise<void> {
  const clients = Array.from({ length: load.connections }, () => new Client(load))
  for (let at = 0; at < clients.length; at += CONNECT_BATCH) {
    await Promise.all(clients.slice(at, at + CONNECT_BATCH).map((client) => client.connect()))
  }
  waiting = { load, clients }
  tell({ ready: true })
}

async function run(load: Load, clients: Client[]): Promise<void> {
  const outcome: Outcome = { latenciesMs: [], errors: 0, firstError: '', wallMs: 0 }
  const startedAt = performance.now()
  const endsAt = startedAt + load.durationMs
  await Promise.all(
    clients.map(async (client, at) => {
      if (load.spreadMs > 0) await pause((load.spreadMs * at) / clients.length)
      await converse(client, { load, endsAt, outcome })
    }),
  )
  outcome.wallMs = performance.now() - startedAt
  tell({ outcome })
}

/** An error ends the connection: a server that fails must not be asked more often than one that answers. */
async function converse(
  client: Client,
  { load, endsAt, outcome }: { load: Load; endsAt: number; outcome: Outcome },
): Promise<void> {
  for (let sent = 0; load.perConnection === 0 || sent < load.perConnection; sent += 1) {
    if (performance.now() >= endsAt) break
    try {
      outcome.latenciesMs.push(await client.ask())
    } catch (error) {
      outcome.errors += 1
      outcome.firstError ||= String(error)
      break
    }
  }
  client.close()
}

process.on('message', (order: DriverOrder) => {
  if ('load' in order) void prepare(order.load)
  else if (waiting) void run(waiting.load, waiting.clients)
})
process.once('disconnect', () => process.exit(0))
