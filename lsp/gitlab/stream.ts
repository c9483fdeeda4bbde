// A streamed answer of GitLab: server-sent events where it says so, else the bare text.
import { randomUUID } from 'node:crypto'
import { sseDecoder } from '../../protocol/index.ts'
import type { Listener } from '../gateway.ts'
import {
  GatewayFailure,
  type GatewaySuggestion,
  MAX_ANSWER_CHARS,
  StreamReader,
} from '../gateway-wire.ts'
import type { HttpAnswer } from '../network/http.ts'
import { suggestionFrom, suggestionIn } from './wire.ts'

type Heard = Listener['heard']

export function readStream(answer: HttpAnswer, heard: Heard): Promise<GatewaySuggestion> {
  if (answer.headers['x-streaming-format'] === 'sse') return readEvents(answer, heard)
  const type = String(answer.headers['content-type'] ?? '')
  // Instances that do not stream answer in one piece.
  if (type.includes('json')) return answer.body.json().then(suggestionIn)
  return readText(answer, heard)
}

async function readEvents({ body }: HttpAnswer, heard: Heard): Promise<GatewaySuggestion> {
  const reader = new StreamReader()
  const decoder = sseDecoder((event) => reader.take(event))
  const id = randomUUID()
  for await (const bytes of body) {
    decoder.feed(bytes)
    heard?.(named(reader.soFar, id))
  }
  return named(reader.result(), id)
}

/** GitLab's own gateway gives streams no id. */
const named = (suggestion: GatewaySuggestion, id: string): GatewaySuggestion =>
  suggestion.id ? suggestion : { ...suggestion, id }

/** Its end is the end of the connection's answer: a connection that breaks rejects. */
async function readText({ body }: HttpAnswer, heard: Heard): Promise<GatewaySuggestion> {
  const decoder = new TextDecoder()
  const suggestion = suggestionFrom('')
  for await (const bytes of body) {
    suggestion.text += decoder.decode(bytes, { stream: true })
    if (suggestion.text.length > MAX_ANSWER_CHARS)
      throw new GatewayFailure('the answer is too long')
    heard?.({ ...suggestion })
  }
  return suggestion
}
