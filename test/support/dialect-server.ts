// A model server of another dialect than OpenAI's: it answers paths, each with the bytes that the test gives it.
import { createServer, type ServerResponse } from 'node:http'
import { listen, readRequest, type SeenRequest, stop } from './fake-upstream.ts'

export interface AnsweredPath {
  json?: unknown
  /** A stream, in the pieces in which it is written. */
  pieces?: string[]
  /** A member of the body that it answers with 400. */
  refuses?: string
  /** So many stop strings are too many, as for TGI. */
  refusesStops?: number
}

export interface DialectServer {
  /** Without a path. */
  url: string
  /** In the order in which they came: questions about the server, and calls. */
  asked: string[]
  calls: SeenRequest[]
}

interface Cleanup {
  after(run: () => unknown): void
}

/** Asked with a POST, and still about the server and its model. */
const QUESTIONS = new Set(['/tokenize', '/api/show'])

/** Paths that are not in the table are 404. */
export async function dialectServer(
  t: Cleanup,
  paths: Record<string, AnsweredPath>,
): Promise<DialectServer> {
  const seen: Pick<DialectServer, 'asked' | 'calls'> = { asked: [], calls: [] }
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    if (incoming.method === 'GET' || QUESTIONS.has(request.path)) seen.asked.push(request.path)
    else seen.calls.push(request)
    const answer = paths[request.path]
    const { stop = [] } = request.body
    const isLong = Array.isArray(stop) && stop.length >= (answer?.refusesStops ?? 99)
    if (answer?.refuses && answer.refuses in request.body) refuse(answer.refuses, response)
    else if (isLong) refuse('stop', response)
    else send(forStream(answer, request.body.stream === true), response)
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${port}`, ...seen }
}

function refuse(member: string, response: ServerResponse): void {
  const message = `Unsupported parameter: '${member}'`
  response.writeHead(400).end(JSON.stringify({ error: { message } }))
}

/** With both, a stream gets the pieces, and a whole answer the JSON. */
function forStream(answer: AnsweredPath | undefined, isStream: boolean): AnsweredPath | undefined {
  if (!answer?.pieces || answer.json === undefined) return answer
  return isStream ? { pieces: answer.pieces } : { json: answer.json }
}

function send(answer: AnsweredPath | undefined, response: ServerResponse): void {
  response.writeHead(answer ? 200 : 404)
  for (const piece of answer?.pieces ?? []) response.write(piece)
  response.end(answer?.json === undefined ? '' : JSON.stringify(answer.json))
}
