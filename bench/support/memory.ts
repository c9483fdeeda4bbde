import { readFileSync, writeFileSync } from 'node:fs'

/** Resident memory of a process in MB (10^6 bytes), from /proc: Linux only. */
export const residentMb = (pid: number): number => memoryMb(pid, 'VmRSS')

/** The most that was resident since the process began, or since `resetPeak`. */
export const peakMb = (pid: number): number => memoryMb(pid, 'VmHWM')

/** Begins a new measurement of the peak; 5 is proc(5)'s word for it. */
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

function memoryMb(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const [, kibibytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(status) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}
