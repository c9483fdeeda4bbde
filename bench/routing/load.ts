// People who ask at random times, whether or not they have been answered: an open loop.
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export interface Load {
  readonly url: string
  readonly perSecond: number
  readonly seconds: number
  readonly random: () => number
  readonly headers?: Record<string, string>
  /** A client that waited so long has left. */
  readonly patienceMs?: number
  /** Absent: half of them stream. */
  readonly isStream?: boolean
}

export interface Outcome {
  /** Of answers that are whole. */
  readonly latenciesMs: number[]
  readonly asked: number
  readonly refused: number
  readonly left: number
  /** Everything else: a client that saw a failure. */
  readonly failed: number
}

const nothingYet = () => ({ latenciesMs: [] as number[], asked: 0, refused: 0, left: 0, failed: 0 })

/** Enough that nobody asks twice at a time. */
const PEOPLE = 997
const agent = new Agent({ keepAlive: true, maxSockets: 4_096 })
let question = 0

export async function run(load: Load): Promise<Outcome> {
  const { perSecond, seconds, random } = load
  const outcome = nothingYet()
  const asked: Promise<void>[] = []
  const startedAt = performance.now()
  let nextAt = startedAt
  while (nextAt < startedAt + seconds * 1_000) {
    const aheadMs = nextAt - performance.now()
    if (aheadMs > 0) await pause(aheadMs)
    asked.push(askOnce(load, outcome))
    nextAt += (-Math.log(1 - random()) * 1_000) / perSecond
  }
  await Promise.all(asked)
  return { ...outcome, asked: asked.length }
}

/** So many at once. */
export async function runAtOnce(load: Load, count: number): Promise<Outcome> {
  const outcome = nothingYet()
  await Promise.all(Array.from({ length: count }, () => askOnce(load, outcome)))
  return { ...outcome, asked: count }
}

type Counts = { -readonly [key in keyof Outcome]: Outcome[key] }

async function askOnce(load: Load, outcome: Counts): Promise<void> {
  question += 1
  const startedAt = performance.now()
  const answer = await send(load, question)
  const ms = performance.now() - startedAt
  if (answer === 'left') outcome.left += 1
  else if (answer.status === 200 && answer.text.includes('return total'))
    outcome.latenciesMs.push(ms)
  else if (answer.status === 503 && answer.text.includes('"overloaded"')) outcome.refused += 1
  else outcome.failed += 1
}

function send(load: Load, id: number): Promise<'left' | { status: number; text: string }> {
  const person = id % PEOPLE
  const body = JSON.stringify({
    prompt_version: 1,
    current_file: {
      file_name: `file-${person}.py`,
      content_above_cursor: `# question ${id}\ndef total(entries):\n    `,
      content_below_cursor: '',
    },
    stream: load.isStream ?? id % 2 === 0,
  })
  const headers = {
    'content-type': 'application/json',
    'x-gitlab-global-user-id': `person-${person}`,
    ...load.headers,
  }
  return new Promise((resolve) => {
    const call = request(`${load.url}/v2/code/completions`, { method: 'POST', agent, headers })
    const timer = load.patienceMs && setTimeout(() => leave(), load.patienceMs)
    const settle = (answer: 'left' | { status: number; text: string }): void => {
      if (timer) clearTimeout(timer)
      resolve(answer)
    }
    const leave = (): void => {
      settle('left')
      call.destroy()
    }
    call.on('error', () => settle({ status: 0, text: '' }))
    call.on('response', async (response) => {
      settle({ status: response.statusCode ?? 0, text: await textOf(response) })
    })
    call.end(body)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  try {
    for await (const part of response) text += part
  } catch {
    return '' // A stream that was cut is no answer.
  }
  return text
}
