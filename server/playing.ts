// A streamed call of a model, while it runs.
import type { Cancellation } from './client.ts'
import type { Question } from './model-client.ts'
import type { Deployment } from './selection/deployment.ts'
import type { ModelEar } from './stream-relay.ts'

/** A streamed call, which may have to be found a server yet. */
export class Playing {
  exchange: { resume(): void } | undefined

  /** Ends a pause that the ear asked for. */
  resume(): void {
    this.exchange?.resume()
  }
}

export interface StreamedCall {
  deployment: Deployment
  question: Question
  signal: Cancellation
}

/** The ear, but that a failure goes to `fail`: what was refused before it opened may be asked once more. */
export const untilOpened = (
  ear: ModelEar,
  { opened, fail }: { opened: () => void; fail: (error: Error) => void },
): Omit<ModelEar, 'asked'> => ({
  open() {
    opened()
    ear.open()
  },
  text: (text) => ear.text(text),
  end: (usage) => ear.end(usage),
  fail,
})
