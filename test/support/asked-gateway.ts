// A gateway that keeps what it is asked and has nothing to suggest: for what the language server sends.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

export interface AskedContext {
  type: string
  name: string
  content: string
}

export interface AskedQuestion {
  current_file: { file_name: string; content_above_cursor: string; content_below_cursor: string }
  context: AskedContext[]
}

export interface AskedGateway {
  url: string
  questions: AskedQuestion[]
}

interface Cleanup {
  after(run: () => unknown): void
}

const NOTHING = {
  id: 'x',
  model: { engine: 'fake', name: 'fake', lang: '', tokens_consumption_metadata: null },
  experiments: [],
  object: 'text_completion',
  created: 0,
  choices: [],
  metadata: { enabled_feature_flags: [] },
}

const KNOWN = ['/v2/code/completions', '/v2/code/generations']

/** It knows `/v2` only, whose body is the simplest to read. */
export async function askedGateway(t: Cleanup): Promise<AskedGateway> {
  const questions: AskedQuestion[] = []
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as AskedQuestion
    const isKnown = KNOWN.includes(request.url ?? '')
    if (isKnown) questions.push(body)
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isKnown ? NOTHING : {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, questions }
}
