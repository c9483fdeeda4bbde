import { readdirSync, readFileSync } from 'node:fs'

/**
 * CPU time that the threads of a process have used, in ms: Linux only.
 * The scheduler's own count, in ns; the better known one of /proc/PID/stat moves in steps of 10 ms.
 */
export function cpuMs(pid: number): number {
  let totalNs = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [onCpuNs] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    totalNs += Number(onCpuNs)
  }
  return totalNs / 1e6
}
