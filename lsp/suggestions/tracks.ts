import type { Position } from 'vscode-languageserver-textdocument'
import { Allowance } from './allowance.ts'
import type { Place } from './place.ts'
import { Rhythm } from './rhythm.ts'
import { Track, type TrackPorts } from './track.ts'

/** Whom a track asks, and whether. */
export type Asking<P extends Place> = Pick<
  TrackPorts<P>,
  'ask' | 'askEngine' | 'hasModel' | 'isModelDue' | 'placeAfter'
>

/** The tracks of all open documents: one person types them, so rhythm and allowance are shared. */
export class Tracks<Document extends { uri: string }, P extends Place & { cursor: Position }> {
  readonly #asking: (document: Document) => Asking<P>
  readonly #rhythm = new Rhythm()
  readonly #allowance = new Allowance(() => performance.now())
  readonly #tracks = new Map<string, Track<P>>()

  constructor(asking: (document: Document) => Asking<P>) {
    this.#asking = asking
  }

  of(document: Document): Track<P> {
    const known = this.#tracks.get(document.uri)
    if (known) return known
    const track = new Track<P>({
      ...this.#asking(document),
      now: () => performance.now(),
      later(ms, call) {
        // After a turn that took long, what has arrived meanwhile is read first: it is not late.
        let turn: NodeJS.Immediate | undefined
        const timer = setTimeout(() => {
          turn = setImmediate(call)
        }, ms)
        return () => {
          clearTimeout(timer)
          clearImmediate(turn)
        }
      },
      rhythm: this.#rhythm,
      allowance: this.#allowance,
      areSameSpot: ({ cursor: one }, { cursor: other }) =>
        one.line === other.line && one.character === other.character,
    })
    this.#tracks.set(document.uri, track)
    return track
  }

  close({ uri }: Document): void {
    this.#tracks.get(uri)?.close()
    this.#tracks.delete(uri)
  }

  closeAll(): void {
    for (const track of this.#tracks.values()) track.close()
    this.#tracks.clear()
  }
}
