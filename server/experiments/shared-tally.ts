// What several gateways count together: every gateway adds to it, and any of them can be told what became of a suggestion.
import type { FeedbackBody, FeedbackEvent } from '../../protocol/index.ts'
import type { SharedStore } from '../limits/shared-store.ts'
import { ADD, FEEDBACK, READ, REMEMBER } from './shared-tally-scripts.ts'
import { ArmTally, type Counts } from './tally.ts'

/** A suggestion that somebody may tell about. */
export interface Suggested {
  readonly rule: string
  readonly arm: string
  readonly model: string
  readonly language: string
  /** Who asked, hashed. */
  readonly person: number
}

/** What is counted of an arm beside what is counted of its cells. */
export type ArmCount = 'requests' | 'failures' | 'fallbacks'

const EVERY_MS = 1_000
/** Of the Redis keys. Everything about an arm is in two of them, whose names begin with the first. */
const ARMS = 'arms'

export class SharedTally {
  readonly #store: SharedStore
  /** What was counted and not yet sent, by arm and field. */
  #pending = new Map<string, Map<string, number>>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: SharedStore) {
    this.#store = store
  }

  count(rule: string, arm: string, what: ArmCount): void {
    this.#add(armKey(rule, arm), what)
  }

  answered(id: string, suggested: Suggested, isEmpty: boolean): void {
    const { rule, arm, model, language, person } = suggested
    const key = armKey(rule, arm)
    this.#add(key, cellField(model, language, 'answers'))
    if (isEmpty) this.#add(key, cellField(model, language, 'empty'))
    else if (this.#store.isUp) {
      const told = [rule, arm, model, language, String(person)]
      void this.#store.run(REMEMBER, { keys: [`suggestion:${id}`], args: told })
    }
  }

  /** Undefined: Redis does not answer. */
  async take({ events }: FeedbackBody): Promise<{ taken: number; unknown: number } | undefined> {
    if (!this.#store.isUp) return undefined
    const results = await Promise.all(events.map((event) => this.#takeOne(event)))
    if (results.includes(undefined)) return undefined
    const taken = results.filter((result) => result === 1).length
    return { taken, unknown: events.length - taken }
  }

  /** All arms, as all gateways know them together. Undefined: Redis does not answer. */
  async tallies(): Promise<readonly ArmTally[] | undefined> {
    if (!this.#store.isUp) return undefined
    await this.flush()
    const read = await this.#store.run(READ, { keys: [ARMS], args: [] })
    return Array.isArray(read) ? read.flatMap((arm) => tallyFrom(arm) ?? []) : undefined
  }

  /** What cannot be sent now is sent later. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const pending = this.#pending
    this.#pending = new Map()
    for (const [arm, fields] of pending) {
      const args = [...fields].flat()
      const sent = this.#store.isUp
        ? await this.#store.run(ADD, { keys: [ARMS], args: [arm, ...args] })
        : undefined
      if (sent === undefined) for (const [field, by] of fields) this.#add(arm, field, by)
    }
  }

  #takeOne({ suggestion_id: id, event, accepted_chars: chars = 0 }: FeedbackEvent) {
    const keys = [ARMS, `suggestion:${id}`]
    return this.#store.run(FEEDBACK, { keys, args: [event, chars] })
  }

  #add(arm: string, field: string, by = 1): void {
    const fields = this.#pending.get(arm) ?? new Map<string, number>()
    fields.set(field, (fields.get(field) ?? 0) + by)
    this.#pending.set(arm, fields)
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref()
  }
}

/** Names of the configuration have no line end in them. */
const armKey = (rule: string, arm: string): string => `${rule}\n${arm}`
const cellField = (model: string, language: string, member: keyof Counts): string =>
  `${model}\n${language}\n${member}`

const COUNTS: Readonly<Record<string, keyof Counts>> = {
  answers: 'answers',
  empty: 'empty',
  shown: 'shown',
  accepted: 'accepted',
  partially_accepted: 'partlyAccepted',
  rejected: 'rejected',
  chars: 'acceptedChars',
}

/** `[arm, [field, count, …], [person, shown or accepted, …]]`, as the script gives it. */
function tallyFrom(read: unknown): ArmTally | undefined {
  if (!Array.isArray(read)) return undefined
  const [name, fields, people]: unknown[] = read
  const [rule, arm] = String(name).split('\n')
  if (rule === undefined || arm === undefined) return undefined
  const tally = new ArmTally(rule, arm)
  for (const [field, count] of pairsOf(fields)) putField(tally, field, count)
  const persons = new Map<number, { shown: number; accepted: number }>()
  for (const [field, count] of pairsOf(people)) {
    const [person, member] = field.split(' ')
    const known = persons.get(Number(person)) ?? { shown: 0, accepted: 0 }
    if (member === 'shown' || member === 'accepted') known[member] = count
    persons.set(Number(person), known)
  }
  for (const [person, counts] of persons) tally.people.add(person, counts)
  return tally
}

function putField(tally: ArmTally, field: string, count: number): void {
  if (field === 'requests' || field === 'failures' || field === 'fallbacks') {
    tally[field] = count
    return
  }
  const [model = '', language = '', word = ''] = field.split('\n')
  const member = COUNTS[word]
  if (member) tally.cell(model, language)[member] = count
}

function pairsOf(list: unknown): [string, number][] {
  if (!Array.isArray(list)) return []
  return Array.from({ length: list.length >> 1 }, (_, i) => [
    String(list[2 * i]),
    Number(list[2 * i + 1]),
  ])
}
