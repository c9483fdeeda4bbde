// What came back, against what the case expects.
import { type ServerSentEvent, sseDecoder } from '../../../protocol/index.ts'
import type { Case, ExpectedEvent } from './case.ts'
import type { Answer } from './exchange.ts'
import { mismatches } from './match.ts'

/** One line for each difference; empty when all is as expected. */
export function answerMismatches({ expect }: Case, answer: Answer): string[] {
  const problems: string[] = []
  if (!expect.status.includes(answer.status)) {
    problems.push(`status should be ${expect.status.join(' or ')} and is ${answer.status}`)
  }
  if (expect.headers) problems.push(...mismatches(answer.headers, expect.headers, 'headers'))
  if (expect.json !== undefined) {
    problems.push(...mismatches(parsed(answer.text), expect.json, 'body'))
  }
  if (expect.text !== undefined) problems.push(...mismatches(answer.text, expect.text, 'body'))
  if (expect.claims) problems.push(...mismatches(claimsIn(answer), expect.claims, 'claims'))
  if (expect.isCut !== undefined && expect.isCut !== answer.isCut) {
    problems.push(`the answer should be ${expect.isCut ? 'cut off' : 'whole'}`)
  }
  return [...problems, ...timeMismatches(expect, answer), ...eventMismatches(expect, answer.text)]
}

function timeMismatches({ withinMs, beginsWithinMs }: Case['expect'], answer: Answer): string[] {
  const limits = [
    ['come', answer.tookMs, withinMs],
    ['begin', answer.beganMs, beginsWithinMs],
  ] as const
  return limits
    .filter(([, tookMs, limitMs]) => limitMs !== undefined && tookMs > limitMs)
    .map(([what, tookMs, limitMs]) => `should ${what} within ${limitMs} ms, not ${tookMs}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // "is absent" says it well enough; the text itself is shown with every failure.
  }
}

function claimsIn({ text }: Answer): unknown {
  const body: unknown = parsed(text)
  const hasToken = typeof body === 'object' && body !== null && 'token' in body
  const [, claims = ''] = hasToken ? String(body.token).split('.') : []
  return parsed(Buffer.from(claims, 'base64url').toString())
}

function eventMismatches({ events, streamed, lineEnds }: Case['expect'], text: string): string[] {
  const problems: string[] = []
  if (lineEnds && /(?<!\r)\n/.test(text)) problems.push('a line does not end with CR LF')
  if (!events && streamed === undefined) return problems
  const seen = eventsIn(text)
  if (events) problems.push(...orderMismatches(events, seen))
  const joined = seen.flatMap(contentOf).join('')
  if (streamed !== undefined && streamed !== joined) {
    problems.push(`streamed should be ${JSON.stringify(streamed)} and is ${JSON.stringify(joined)}`)
  }
  return problems
}

function eventsIn(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = []
  sseDecoder((event) => events.push(event)).feed(Buffer.from(text))
  return events
}

function orderMismatches(wanted: ExpectedEvent[], seen: ServerSentEvent[]): string[] {
  let from = 0
  for (const { name, data } of wanted) {
    const fits = (event: ServerSentEvent): boolean =>
      event.name === name &&
      (data === undefined || mismatches(parsed(event.data), data, '').length === 0)
    const found = seen.slice(from).findIndex(fits)
    if (found < 0) return [`there should be an event ${name} ${JSON.stringify(data) ?? ''} here`]
    from += found + 1
  }
  return []
}

function contentOf({ name, data }: ServerSentEvent): string[] {
  if (name !== 'content_chunk') return []
  const chunk = parsed(data) as { choices?: { delta?: { content?: string } }[] } | undefined
  return (chunk?.choices ?? []).map(({ delta }) => delta?.content ?? '')
}
