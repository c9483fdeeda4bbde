/**
 * Milliseconds of processor time that a piece of work took. The clock on the wall also counts what other
 * programs did meanwhile; limits on this are for work that would run away, not for speed.
 */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
