import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second for every process, whatever the kernel's own clock. */
const TICK_MS = 10
/** Places of `utime` and `stime` behind the process's name, see proc(5). */
const UTIME = 11
const STIME = 12

/** CPU time of a process, all its threads, in ms since it began: Linux only. */
export function cpuMs(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_MS
}
