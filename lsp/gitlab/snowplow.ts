// Sends events to a Snowplow collector, several at a time. Only to one that the settings name.
import { randomUUID } from 'node:crypto'
import { Deadline } from '../network/deadline.ts'
import type { Http } from '../network/http.ts'

export interface SnowplowEvent {
  /** Such as `suggestion_shown`. */
  action: string
  /** The suggestion's id. */
  label: string
  /** Milliseconds since 1970. */
  at: number
  contexts: object
}

const MAX_WAITING = 10
const SEND_AFTER_MS = 5_000
const WITHIN_MS = 5_000
const PATH = '/com.snowplowanalytics.snowplow/tp2'
const SCHEMA = 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4'

export class Snowplow {
  readonly #http: Http
  readonly #url: string
  readonly #log: (problem: string) => void
  #waiting: object[] = []
  #timer: NodeJS.Timeout | undefined
  #hasFailed = false

  constructor(http: Http, collector: string, log: (problem: string) => void) {
    this.#http = http
    this.#url = collector.replace(/\/+$/, '') + PATH
    this.#log = log
  }

  track({ action, label, at, contexts }: SnowplowEvent): void {
    this.#waiting.push({
      ...{ e: 'se', se_ca: 'code_suggestions', se_ac: action, se_la: label },
      // What GitLab has all its trackers say.
      ...{ eid: randomUUID(), p: 'app', tv: 'js-gitlab', tna: 'gl', aid: 'gitlab_ide_extension' },
      ...{ dtm: String(at), cx: Buffer.from(JSON.stringify(contexts)).toString('base64url') },
    })
    if (this.#waiting.length >= MAX_WAITING) void this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), SEND_AFTER_MS).unref()
  }

  /** Sends what is left. Never rejects: events that do not arrive are no loss to the user. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length > 0) await this.#send(waiting)
  }

  async #send(events: readonly object[]): Promise<void> {
    const stm = String(Date.now())
    const body = JSON.stringify({ schema: SCHEMA, data: events.map((one) => ({ ...one, stm })) })
    const headers = { 'content-type': 'application/json' }
    const deadline = new Deadline(WITHIN_MS)
    try {
      const call = {
        method: 'POST',
        url: this.#url,
        headers,
        body,
        signal: deadline.signal,
      } as const
      const answer = await this.#http.send(call)
      await answer.body.dump()
      if (answer.status !== 200) this.#failed(`it answered ${answer.status}`)
    } catch {
      this.#failed('it cannot be reached')
    } finally {
      deadline.end()
    }
  }

  /** Once is enough. */
  #failed(reason: string): void {
    if (!this.#hasFailed) this.#log(`events do not reach the Snowplow collector: ${reason}`)
    this.#hasFailed = true
  }
}
