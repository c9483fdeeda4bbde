// A dispatcher among models that say what the test says, on a clock that the test moves.
import { GatewayError } from '../../../protocol/index.ts'
import type { Cancellation } from '../../../server/client.ts'
import type { Clock } from '../../../server/dispatch/clock.ts'
import { Dispatcher, type DispatcherOptions } from '../../../server/dispatch/dispatcher.ts'
import { Stop } from '../../../server/dispatch/stop.ts'
import type { Question } from '../../../server/model-client.ts'
import { Playing } from '../../../server/playing.ts'
import { familyOf } from '../../../server/prompts/families.ts'
import type { ModelAnswer } from '../../../server/providers/provider.ts'
import type { Deployment } from '../../../server/selection/deployment.ts'
import type { Asker, DeploymentPlan, Route } from '../../../server/selection/route.ts'
import type { ModelEar } from '../../../server/stream-relay.ts'
import { Cancelled } from '../../../server/upstream-errors.ts'

export class VirtualClock implements Clock {
  #now = 1_000
  #timers: { at: number; run: () => void }[] = []
  #state = 1

  now = (): number => this.#now

  /** The same numbers in every run. */
  random = (): number => {
    this.#state = (this.#state * 16_807) % 2_147_483_647
    return this.#state / 2_147_483_647
  }

  after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  get timers(): number {
    return this.#timers.length
  }

  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const next = this.#timers.sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > until) break
      this.#timers.shift()
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = until
  }
}

/** One call of a model, answered by the test. */
export class Call {
  readonly host: string
  readonly question: Question
  readonly ear: ModelEar
  isCancelled = false
  isOver = false

  constructor(deployment: Deployment, question: Question, signal: Cancellation, ear: ModelEar) {
    this.host = deployment.baseUrl
    this.question = question
    this.ear = ear
    signal.addEventListener('abort', () => {
      this.isCancelled = true
      this.isOver = true
      ear.fail(new Cancelled())
    })
  }

  say(text: string): void {
    this.ear.text(text)
  }

  end(): void {
    this.isOver = true
    this.ear.end()
  }

  answer(text = 'ok'): void {
    this.say(text)
    this.end()
  }

  fail(error: Error = failure()): void {
    this.isOver = true
    this.ear.fail(error)
  }
}

export const failure = (status = 500): GatewayError =>
  new GatewayError('upstream_unavailable', `The model server failed (${status})`, {
    upstreamStatus: status,
  })

const wholeEar = (
  resolve: (answer: ModelAnswer) => void,
  reject: (error: Error) => void,
): ModelEar => {
  let said = ''
  return {
    asked() {},
    open() {},
    text(text) {
      said += text
      return true
    },
    end: () => resolve({ choices: [{ text: said, finishReason: 'stop' }], usage: undefined }),
    fail: reject,
  }
}

export function stage(options: Omit<DispatcherOptions, 'clock'> = {}) {
  const clock = new VirtualClock()
  const calls: Call[] = []
  const begin = (...parts: ConstructorParameters<typeof Call>): void => {
    calls.push(new Call(...parts))
  }
  const dispatcher = new Dispatcher(
    {
      whole: (deployment, question, signal) =>
        new Promise((resolve, reject) =>
          begin(deployment, question, signal, wholeEar(resolve, reject)),
        ),
      listen(deployment, question, signal, ear) {
        begin(deployment, question, signal, ear)
        ear.asked()
        return new Playing()
      },
    },
    { ...options, clock },
  )
  const last = (): Call => {
    const call = calls.at(-1)
    if (!call) throw new Error('no model was called')
    return call
  }
  return { clock, calls, dispatcher, last, ...clients(dispatcher) }
}

function clients(dispatcher: Dispatcher) {
  return {
    /** Asks for a whole answer; its text, or the error's code. */
    whole(route: Route, asked: Asking = {}) {
      const { signal = new Stop() } = asked
      return dispatcher.whole(route, inquiryOf(asked), askerOf(asked), signal).then(
        ({ answer }) => answer.choices[0]?.text ?? '',
        (error) => (error instanceof GatewayError ? error.code : error.message),
      )
    },
    /** Asks for a stream; what its client sees. */
    stream(route: Route, asked: Asking = {}) {
      const { signal = new Stop() } = asked
      const seen: string[] = []
      const out = {
        begin: () => {},
        chunk(text: string) {
          seen.push(text)
          return true
        },
        end: () => void seen.push('END'),
        fail: (error: Error) => void seen.push(error.name),
      }
      const steps = () => ({ push: (text: string) => text, end: () => '' })
      const partsFor = ({ engine, name }: Deployment) => ({
        id: 'one',
        model: { engine, name },
        steps,
        out,
      })
      const done = dispatcher
        .stream(route, { ...inquiryOf(asked), partsFor }, askerOf(asked), signal)
        .catch((error: Error) => {
          seen.push(error instanceof GatewayError ? error.code : error.message)
        })
      return { seen, done }
    },
  }
}

export interface Asking extends Partial<Asker> {
  prefix?: string
  signal?: Cancellation
}

const askerOf = ({ user = '', document = '', ...rest }: Asking): Asker => ({
  user,
  document,
  priority: rest.priority ?? 'completion',
  deadlineAt: rest.deadlineAt,
  isTest: rest.isTest ?? false,
})

let asked = 0

/** Without a prefix, every question is another. */
const inquiryOf = ({ prefix = `question ${++asked}` }: Asking) => ({
  prefix,
  questionFor: (): Question => ({
    prompt: { form: 'text', text: prefix, stop: [] },
    maxTokens: 64,
    choices: 1,
  }),
})

/** A deployment on servers of these names. */
export const planOf = (
  name: string,
  hosts: readonly string[],
  more: Partial<DeploymentPlan> = {},
): DeploymentPlan => ({
  name,
  replicas: hosts.map((baseUrl) => ({
    engine: 'openai',
    name,
    family: familyOf('codestral'),
    identifier: `openai/${name}`,
    model: name,
    baseUrl,
    apiKey: '',
  })),
  timeouts: { connectMs: 5_000, firstTokenMs: 10_000, gapMs: 10_000, totalMs: 30_000 },
  maxConcurrency: undefined,
  ...more,
})

export const routeOf = (...chain: DeploymentPlan[]): Route => ({
  rule: '',
  arm: '',
  chain,
  shadow: [],
})

/** What is resolved by now. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
