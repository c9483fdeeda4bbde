// The model server of one case: the fake upstream, behind a door where a case needs a model with habits.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  type FakeUpstream,
  listen,
  type SeenRequest,
  startFakeUpstream,
  stop,
} from '../fake-upstream.ts'
import type { Json, ModelScript } from './case.ts'

export interface ModelServer {
  /** Without `/v1`. */
  url: string
  /** What it was asked to answer; questions about the server itself are left out. */
  calls(): SeenRequest[]
  close(): Promise<void>
}

const ASKS_FOR_TEXT = /\/(completions|infill|generate|chat)$/

export async function startModelServer(script: ModelScript): Promise<ModelServer> {
  const upstream = await startFakeUpstream(script)
  const door = script.refuses || script.serves ? await openDoor(script, upstream) : undefined
  return {
    url: `http://127.0.0.1:${door?.port ?? upstream.port}`,
    calls: () => upstream.requests.filter(({ path }) => ASKS_FOR_TEXT.test(path)),
    async close() {
      await door?.close()
      await upstream.close()
    },
  }
}

/** Answers what a case says of the server, and passes everything else on. */
async function openDoor(script: ModelScript, upstream: FakeUpstream) {
  const server = createServer(async (incoming, response) => {
    const body = await textOf(incoming)
    const refusal = refusalOf(script, body)
    if (incoming.method === 'GET') json(response, 200, modelList(script.serves ?? []))
    else if (refusal) json(response, refusal.status, { error: { message: refusal.message } })
    else await passOn(incoming, { body, upstream, response })
  })
  const port = await listen(server)
  return { port, close: () => stop(server) }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part)
  return Buffer.concat(parts).toString()
}

function refusalOf({ refuses }: ModelScript, body: string): ModelScript['refuses'] {
  if (!refuses || body === '') return undefined
  const members: unknown = JSON.parse(body)
  const has = typeof members === 'object' && members !== null && refuses.member in members
  return has ? refuses : undefined
}

const modelList = (names: string[]): Json => ({
  object: 'list',
  data: names.map((id) => ({ id, object: 'model' })),
})

interface Passage {
  body: string
  upstream: FakeUpstream
  response: ServerResponse
}

async function passOn(incoming: IncomingMessage, passage: Passage): Promise<void> {
  const { body, upstream, response } = passage
  const answer = await fetch(new URL(incoming.url ?? '', upstream.url), {
    method: incoming.method ?? 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  json(response, answer.status, await answer.json())
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
