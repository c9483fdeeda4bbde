// Chat and prompts by id: what a model says, without post-processing but for marker tokens.
import { randomUUID } from 'node:crypto'
import { cutAtMarks, type Step } from '../postprocess/index.ts'
import type { Cancellation } from './client.ts'
import type { Dispatched } from './dispatch/delivery.ts'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import { streamWhole } from './early-stream.ts'
import type { Outcomes } from './experiments/outcomes.ts'
import { WatchedStream } from './experiments/watched-stream.ts'
import type { Question } from './model-client.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Asker, DeploymentPlan, Route } from './selection/route.ts'
import type { SuggestionStream } from './suggestion.ts'

/** What is asked, by whom, and where it goes. */
export interface PlainQuestion {
  readonly route: Route
  readonly asker: Asker
  /** In the words of whichever deployment answers. */
  questionFor(deployment: Deployment): Question
}

interface Parts {
  /** False: models are never asked to stream. */
  readonly isStreaming: boolean
  readonly dispatcher: Dispatcher
  readonly outcomes: Outcomes
}

export class PlainAnswers {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Rejects with a GatewayError, or with Cancelled when the signal aborts. */
  async whole(asked: PlainQuestion, signal: Cancellation): Promise<Dispatched> {
    const { dispatcher, outcomes } = this.#parts
    const { route, asker } = asked
    const { dispatched } = await outcomes.whole(countedAs(asked), async () => {
      const dispatched = await dispatcher.whole(route, inquiryOf(asked), asker, signal)
      return { dispatched, plan: dispatched.plan, chars: firstChoice(dispatched).text.length }
    })
    return dispatched
  }

  /** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  async stream(asked: PlainQuestion, signal: Cancellation, out: SuggestionStream): Promise<void> {
    const { isStreaming, dispatcher, outcomes } = this.#parts
    if (!isStreaming) {
      const [first] = asked.route.chain[0]?.replicas ?? []
      const model = first ? modelOf(first) : { engine: '', name: '' }
      const answer = this.whole(asked, signal).then(firstChoice)
      return streamWhole(answer, { id: randomUUID(), model, out })
    }
    const counted = countedAs(asked)
    outcomes.requested(counted)
    const watched = new WatchedStream(out, counted, outcomes)
    const partsFor = (deployment: Deployment, plan: DeploymentPlan) => {
      watched.plan = plan
      const steps = stepsFor(asked.questionFor(deployment).prompt.stop)
      return { id: counted.id, model: modelOf(deployment), steps, out: watched }
    }
    try {
      const { route, asker } = asked
      await dispatcher.stream(route, { ...inquiryOf(asked), partsFor }, asker, signal)
    } catch (error) {
      outcomes.failed(counted, error)
      throw error
    }
  }
}

const stepsFor = (stop: readonly string[]) => (): Step => cutAtMarks(stop)

const firstChoice = ({ answer: { choices, usage } }: Dispatched) => ({
  text: choices[0]?.text ?? '',
  usage,
})

const modelOf = ({ engine, name }: Deployment) => ({ engine, name })

const countedAs = ({ route, asker }: PlainQuestion) => ({
  id: randomUUID(),
  request: { kind: 'chat', language: undefined, prefixChars: 0, suffixChars: 0 } as const,
  route,
  asker,
})

/** Chat is not about one place in one file: no request replaces another. */
const inquiryOf = (asked: PlainQuestion) => ({
  prefix: '',
  questionFor: (deployment: Deployment) => asked.questionFor(deployment),
})
