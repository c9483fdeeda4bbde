// What the routing bench and its fake replicas tell each other.

export type Illness = 'none' | 'refuse' | 'reset' | 'hang' | '500' | '429'

export interface ReplicaScript {
  /** Answers that are made at once; the others wait. */
  places: number
  /** An answer takes a time between these. */
  fastestMs: number
  slowestMs: number
  /** This share of them takes so long instead. */
  slowShare: number
  slowMs: number
  /** A stream's second half comes so long after its first; absent: with it. */
  pausesMs?: number
}

export type ToReplicas =
  | { open: ReplicaScript[] }
  | { fall: Illness; replica: number }
  | { count: true }

export interface ReplicaReport {
  ports: number[]
  /** Requests that arrived, for each replica. */
  calls: number[]
}
