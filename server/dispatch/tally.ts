/** What the dispatcher did since it began, beside one call for each request. */
export interface Tally {
  requests: number
  retries: number
  hedges: number
  continued: number
  shed: number
  replaced: number
  shared: number
  cached: number
}

export const emptyTally = (): Tally => ({
  requests: 0,
  retries: 0,
  hedges: 0,
  continued: 0,
  shed: 0,
  replaced: 0,
  shared: 0,
  cached: 0,
})
