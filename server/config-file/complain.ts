import type { Path } from './parse.ts'

/** Takes what is found wrong with the piece at `path`; everything is gathered before anything is said. Never a secret. */
export type Complain = (path: Path, message: string) => void
