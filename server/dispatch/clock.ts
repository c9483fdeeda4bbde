/** Time and chance, passed in: tests bring their own. */
export interface Clock {
  /** Milliseconds, as `performance.now`. */
  now(): number
  /** From 0 to 1. */
  random(): number
  /** Calls `run` after so many milliseconds, unless the returned function is called before. */
  after(delayMs: number, run: () => void): () => void
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  random: Math.random,
  after(delayMs, run) {
    const timer = setTimeout(run, Math.max(1, delayMs))
    return () => clearTimeout(timer)
  },
}
