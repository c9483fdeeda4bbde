// What the bench and its load driver say to each other.

/** A load: every connection sends its request, waits for the whole answer, and sends again. */
export interface Load {
  port: number
  /** The bytes of one request. */
  request: string
  connections: number
  /** First requests are spread evenly over this time. */
  spreadMs: number
  /** No request begins later than this. */
  durationMs: number
  /** Requests of one connection; 0: as many as fit in the time. */
  perConnection: number
  /** An answer that takes longer is an error. */
  patienceMs: number
}

/** Whole answers; one that was cut, late or not 200 is an error. */
export interface Outcome {
  latenciesMs: number[]
  errors: number
  /** First words of an error, to know what went wrong. */
  firstError: string
  /** From the first request to the last answer. */
  wallMs: number
}

export type DriverMessage = { ready: true } | { outcome: Outcome }
export type DriverOrder = { load: Load } | { go: true }
