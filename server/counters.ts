/** What the gateway counts of itself, for the status page and for metrics; all grow only. */
export interface Counters {
  configReloads: number
  configReloadFailures: number
  /** Feedback about suggestions that are not known, or not any more. */
  feedbackUnknown: number
  feedbackTaken: number
  /** Arms that a guard took to 0 %. */
  armsClosed: number
}

export const newCounters = (): Counters => ({
  configReloads: 0,
  configReloadFailures: 0,
  feedbackUnknown: 0,
  feedbackTaken: 0,
  armsClosed: 0,
})
