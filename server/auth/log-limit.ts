const EVERY_MS = 60_000

/** Says yes once a minute for each subject, so that a flood of requests is no flood of log lines. */
export function oncePerMinute(now: () => number): (subject: string) => boolean {
  const saidAt = new Map<string, number>()
  return (subject) => {
    const last = saidAt.get(subject)
    if (last !== undefined && now() - last < EVERY_MS) return false
    saidAt.set(subject, now())
    return true
  }
}
