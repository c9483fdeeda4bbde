// Whether the model may be asked now. After a failure it is left alone for a while, and then asked by one question.
import type { Fault } from './fault.ts'
import { FirstWords } from './first-words.ts'

export interface HealthPorts {
  /** Milliseconds that never go back. */
  now(): number
  /** Whether the server of the model answers at all, the model left alone; undefined: nobody can tell. Never rejects. */
  peek(): Promise<boolean | undefined>
  /** Said to the person, once an incident. */
  tell(fault: Fault): void
  /** Whether it is well has changed. */
  changed(): void
}

/** One question to the model. Exactly one of the last three is called. */
export interface HealthCall {
  /** How long the model may take to say the first word, in milliseconds; undefined: nothing is known of it yet. */
  readonly firstWordMs: number | undefined
  /** The question is out. */
  sent(): void
  /** The first word came. */
  spoke(): void
  worked(): void
  failed(fault: Fault): void
  cancelled(): void
}

/**
 * From one question to the next while none is answered: at 0, 3, 10, 25, 40 and 60 seconds, and then every 15. No
 * chance is added: the questions come with the keys of people, who do not type in step.
 */
const FIRST_GAP_MS = 3_000
const GAP_GROWS = 2.5
const LONGEST_GAP_MS = 15_000
/** Never more in a minute; several may be under way when the first one fails, and all of them count. */
const MOST_IN_WINDOW = 5
const WINDOW_MS = 60_000
/** A server that asks to be left alone for longer may have mistaken the unit. */
const LONGEST_RETRY_AFTER_MS = 600_000
/** From one look at the server to the next; only while somebody types. */
const PEEK_MS = 1_000
/** One failure may be chance; a key that is refused is none. */
const FAULTS_WORTH_TELLING: Record<Fault['kind'], number> = {
  silent: 2,
  busy: 2,
  failing: 2,
  elsewhere: 2,
  key: 1,
}

export class ModelHealth {
  readonly #ports: HealthPorts
  readonly #firstWords = new FirstWords()
  #faults = 0
  /** Questions that it was asked since it was last well, those that were cancelled among them. */
  #tries = 0
  /** When its last questions began, since it last answered. */
  #unanswered: number[] = []
  #fault: Fault | undefined
  #isTold = false
  #mayAskAt = Number.NEGATIVE_INFINITY
  #isProbing = false
  #wasSeenDown = false
  #probedAt = Number.NEGATIVE_INFINITY
  /** When its server was seen to have come up: what was asked before tells nothing any more. */
  #backAt = Number.NEGATIVE_INFINITY
  #nextPeekAt = Number.NEGATIVE_INFINITY

  constructor(ports: HealthPorts) {
    this.#ports = ports
  }

  get isWell(): boolean {
    return this.#faults === 0
  }

  /** What is wrong with it; undefined when it is well. */
  get fault(): Fault | undefined {
    return this.#fault
  }

  /** Asked with each key that may lead to a question; looks after a server that is down. */
  mayAsk(): boolean {
    if (this.isWell) return true
    const now = this.#ports.now()
    const isWaitedFor = this.#isProbing && this.#probedAt >= this.#backAt
    if (!isWaitedFor && now >= this.#mayAskAt) return true
    if (now >= this.#nextPeekAt) void this.#peek(now)
    return false
  }

  get #isBack(): boolean {
    return this.#backAt > Number.NEGATIVE_INFINITY
  }

  begin(): HealthCall {
    const startedAt = this.#ports.now()
    let sentAt = startedAt
    const isProbe = !this.isWell
    let hasSpoken = false
    this.#unanswered = [...this.#unanswered, startedAt].slice(-MOST_IN_WINDOW)
    if (isProbe) {
      this.#isProbing = true
      this.#probedAt = startedAt
      this.#tries += 1
    }
    const over = (): void => {
      if (isProbe && this.#probedAt === startedAt) this.#isProbing = false
    }
    return {
      firstWordMs: this.#firstWords.patienceMs,
      sent: () => {
        sentAt = this.#ports.now()
      },
      spoke: () => {
        hasSpoken = true
        this.#firstWords.add(this.#ports.now() - sentAt)
      },
      worked: () => {
        over()
        this.#close()
      },
      failed: (fault) => {
        over()
        this.#open(startedAt, fault)
      },
      cancelled: () => {
        over()
        // What it said was of no use, but it spoke.
        if (isProbe && hasSpoken) this.#close()
        // One that nobody waits for any more is no reason to leave a server alone that has come up.
        else if (isProbe && !this.#isBack) this.#mayAskAt = this.#nextAfter(startedAt)
      },
    }
  }

  /** Other settings: another model, of which nothing is known. */
  forget(): void {
    this.#firstWords.forget()
    this.#close()
  }

  #open(startedAt: number, fault: Fault): void {
    if (startedAt < this.#backAt) return
    this.#faults += 1
    this.#fault = fault
    this.#tries = Math.max(this.#tries, 1)
    this.#backAt = Number.NEGATIVE_INFINITY
    const now = this.#ports.now()
    const { retryAfterMs = 0 } = fault
    const restsUntil = now + Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)
    this.#mayAskAt = Math.max(this.#nextAfter(startedAt), restsUntil)
    if (this.#faults === 1) this.#ports.changed()
    if (this.#isTold || this.#faults < FAULTS_WORTH_TELLING[fault.kind]) return
    this.#isTold = true
    this.#ports.tell(fault)
  }

  #close(): void {
    const wasWell = this.isWell
    this.#faults = 0
    this.#tries = 0
    this.#unanswered = []
    this.#fault = undefined
    this.#isTold = false
    this.#wasSeenDown = false
    this.#backAt = Number.NEGATIVE_INFINITY
    this.#mayAskAt = Number.NEGATIVE_INFINITY
    if (!wasWell) this.#ports.changed()
  }

  /** When it may be asked again, after a question that began at `startedAt`. */
  #nextAfter(startedAt: number): number {
    const { length, 0: first = 0 } = this.#unanswered
    const windowOpensAt = length < MOST_IN_WINDOW ? 0 : first + WINDOW_MS
    return Math.max(startedAt + gapAfter(this.#tries), windowOpensAt)
  }

  /** A server that was seen down and then up is asked again at once. */
  async #peek(now: number): Promise<void> {
    this.#nextPeekAt = Number.POSITIVE_INFINITY
    const isUp = await this.#ports.peek()
    this.#nextPeekAt = Math.max(now + PEEK_MS, this.#ports.now())
    if (isUp === false) this.#wasSeenDown = true
    else if (isUp && this.#wasSeenDown) {
      this.#wasSeenDown = false
      this.#backAt = this.#ports.now()
      this.#mayAskAt = Number.NEGATIVE_INFINITY
    }
  }
}

/** From the beginning of the last question to the next, after so many. */
const gapAfter = (tries: number): number =>
  Math.min(LONGEST_GAP_MS, FIRST_GAP_MS * GAP_GROWS ** (tries - 1))
