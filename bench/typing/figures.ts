// What the runs of a typing bench come to, whatever they are shown as: counts, shares in percent, times in ms.
import type { FakeModel } from './fake-model.ts'
import type { Typed } from './typist.ts'

export interface Run extends Typed {
  cell: string
  peer: string
  calls: FakeModel['calls']
  cpuMsPerKey: number
  peakMb: number
  initializeMs: number
}

export const sum = (runs: readonly Run[], of: (run: Run) => number): number =>
  runs.reduce((total, run) => total + of(run), 0)
export const all = (runs: readonly Run[], of: (run: Run) => number[]): number[] => runs.flatMap(of)
const share = (part: number, whole: number): number =>
  whole === 0 ? Number.NaN : (100 * part) / whole
const calls = (runs: readonly Run[]) => runs.flatMap((run) => run.calls)
const tokens = (runs: readonly Run[]): number =>
  calls(runs).reduce((total, { tokens }) => total + tokens, 0)
export const unused = (runs: readonly Run[]): number =>
  share(
    calls(runs).reduce((total, call) => total + (call.wasShown ? 0 : call.tokens), 0),
    tokens(runs),
  )
export const perHundred = (runs: readonly Run[]): number =>
  share(
    calls(runs).length,
    sum(runs, ({ keys }) => keys),
  )
export const served = (runs: readonly Run[]): number =>
  share(
    sum(runs, (run) => run.pausesServed),
    sum(runs, (run) => run.pauses),
  )
export const answered = (runs: readonly Run[]): number =>
  share(
    all(runs, (run) => run.followingMs).length,
    sum(runs, (run) => run.following),
  )
/** A call that was of no use any more, and ran to its end all the same, counts as a second. */
export const closing = (runs: readonly Run[]): number[] =>
  calls(runs).flatMap(({ divergedAtMs, closedAtMs }) =>
    divergedAtMs === undefined
      ? []
      : [closedAtMs === undefined ? 1_000 : closedAtMs - divergedAtMs],
  )
