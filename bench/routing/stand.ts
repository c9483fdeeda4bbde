// Fake replicas and a gateway before them, each a process of its own.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Counters } from '../../server/counters.ts'
import type { ReplicaStatus } from '../../server/dispatch/status.ts'
import { type RunningGateway, startGateway } from '../../test/support/gateway.ts'
import type { Illness, ReplicaReport, ReplicaScript, ToReplicas } from './words.ts'

const ADMIN_TOKEN = 'admin-of-the-routing-bench'

export interface Stand {
  readonly gateway: RunningGateway
  fall(replica: number, illness: Illness): Promise<void>
  /** Requests that have arrived so far, for each replica. */
  calls(): Promise<number[]>
  status(): Promise<ReplicaStatus[]>
  /** Has the gateway read another configuration, and waits until it has, or has refused it. */
  configure(yaml: string): Promise<void>
  stop(): Promise<void>
}

/** `yaml` says which deployments there are; `${r0}`, `${r1}` … are the replicas' URLs. */
export async function startStand(scripts: ReplicaScript[], yaml: string): Promise<Stand> {
  const file = fileURLToPath(new URL('./replicas.ts', import.meta.url))
  const worker = fork(file, { execArgv: ['--import', 'tsx'] })
  const { ports } = await tell(worker, { open: scripts })
  const folder = mkdtempSync(join(tmpdir(), 'midfill-routing-bench-'))
  const path = join(folder, 'midfill.yaml')
  writeFileSync(path, yaml)
  const urls = ports.map((port, i) => [`r${i}`, `http://127.0.0.1:${port}/v1`])
  const gateway = await startGateway(undefined, {
    MIDFILL_CONFIG: path,
    MIDFILL_ADMIN_TOKEN: ADMIN_TOKEN,
    AIGW_LOGGING__TO_FILE: '/dev/null',
    ...Object.fromEntries(urls),
  })
  return {
    gateway,
    fall: async (replica, fall) => void (await tell(worker, { fall, replica })),
    calls: async () => (await tell(worker, { count: true })).calls,
    status: async () => (await adminStatus(gateway)).deployments,
    async configure(next) {
      const before = await loadsOf(gateway)
      writeFileSync(path, next)
      process.kill(gateway.pid, 'SIGHUP')
      while ((await loadsOf(gateway)) === before) await pause(10)
    },
    async stop() {
      await gateway.stop()
      worker.disconnect()
      await once(worker, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

/** How often the file was read, well or not. */
async function loadsOf(gateway: RunningGateway): Promise<number> {
  const { counters } = await adminStatus(gateway)
  return counters.configReloads + counters.configReloadFailures
}

async function tell(worker: ChildProcess, order: ToReplicas): Promise<ReplicaReport> {
  const answered = once(worker, 'message')
  worker.send(order)
  const [report] = await answered
  return report
}

interface AdminStatus {
  deployments: ReplicaStatus[]
  counters: Counters
}

async function adminStatus({ url }: RunningGateway): Promise<AdminStatus> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const answer = await fetch(`${url}/admin/status`, { headers })
  return (await answer.json()) as AdminStatus
}
