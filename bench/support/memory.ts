import { readFileSync } from 'node:fs'

/** Resident memory of a process in MB (10^6 bytes), from /proc: Linux only. */
export function residentMb(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}
