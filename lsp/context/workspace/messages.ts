// What the language server and its worker say to each other. Both are ours and of one version: no schema.
import type { Places } from '../policy/places.ts'
import type { Asked } from './knowledge.ts'
import type { Snippet } from './snippets.ts'

export type ToWorker =
  /** Learn these folders, and forget all others. */
  | { kind: 'folders'; places: Places }
  /** The editor has this text: it wins over the disk's. */
  | { kind: 'text'; path: string; text: string }
  | { kind: 'opened'; path: string }
  /** The disk's text counts again. */
  | { kind: 'closed'; path: string }
  /** Files changed on the disk, came or went. */
  | { kind: 'disk'; paths: readonly string[] }
  | { kind: 'ask'; id: number; asked: Asked }

export type FromWorker =
  | { kind: 'answer'; id: number; snippets: Snippet[] }
  | { kind: 'progress'; files: number; isDone: boolean }
