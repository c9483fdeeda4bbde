// A question to a gateway within this process, before the first to another: all that it runs is compiled by then.
import { Socket } from 'node:net'
import { encodeContentChunk, encodeEvent } from '../../protocol/index.ts'
import { GatewayClient } from '../gateway.ts'
import type { GatewaySuggestion, Question } from '../gateway-wire.ts'
import { type Connect, Http } from './http.ts'
import { plainlyCompiled } from './plainly-compiled.ts'

const QUESTION: Question = {
  wish: { kind: 'completion' },
  fileName: 'a.ts',
  languageId: 'typescript',
  prefix: '',
  suffix: '',
  snippets: [],
}
const ADDRESS = { url: 'http://localhost', apiKey: '' }
const NO_PROXY = { http: '', https: '', except: '' }

let isOver = false

/** Once in a session: some 20 ms of work between the first keys otherwise. */
export function rehearseCall(): void {
  if (isOver) return
  isOver = true
  askNowhere().catch(() => {
    // What is wrong shows with the first real question.
  })
}

/** What the gateway within says. No connection is opened. */
export async function askNowhere(): Promise<GatewaySuggestion> {
  const outgoing = { secureContext: undefined, verifies: true, proxy: NO_PROXY }
  const http = new Http(outgoing, connectNowhere)
  const { signal } = new AbortController()
  try {
    return await new GatewayClient(http).suggest(ADDRESS, QUESTION, { signal })
  } finally {
    await http.close()
  }
}

/**
 * undici compiles its parser with the first connection. It is one function of 34 kB: V8 would optimise it in the midst
 * of the first answer, for 0.2 s of a core and 10 MB. There is no plainer way in undici 7.30: what compiles it is not
 * exported (`lazyllhttp` in lib/dispatcher/client-h1.js), and whoever compiles the bytes of lib/llhttp gets a module of
 * his own.
 */
const connectNowhere: Connect = (_options, connected) =>
  // It asks nothing of a connection that is there before it has finished asking for one.
  queueMicrotask(() => plainlyCompiled(() => connected(null, new CannedSocket())))

/** Says the same to whatever is written into it first. */
class CannedSocket extends Socket {
  #isSaid = false

  override _read(): void {
    // What is to be read comes by itself.
  }

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    this.#say(done)
  }

  override _writev(_chunks: unknown, done: () => void): void {
    this.#say(done)
  }

  #say(done: () => void): void {
    if (!this.#isSaid) setImmediate(() => this.push(ANSWER))
    this.#isSaid = true
    done()
  }
}

const MODEL = { engine: '', name: '' }
const START = { metadata: { model: MODEL, timestamp: 0, enabled_feature_flags: [], region: null } }
const EVENTS = [
  encodeEvent('stream_start', START),
  encodeContentChunk('a'),
  encodeEvent('stream_end', null),
]
const ANSWER = [
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n',
  ...EVENTS.map((event) => `${event.length.toString(16)}\r\n${event}\r\n`),
  '0\r\n\r\n',
].join('')
