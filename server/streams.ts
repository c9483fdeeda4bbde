// The ways in which an answer is streamed to a client.
import type { FastifyReply } from 'fastify'
import { type AnswerMetadata, encodeEvent, GatewayError } from '../protocol/index.ts'
import type { AnsweringModel, SuggestionStream } from './suggestion.ts'
import { Cancelled } from './upstream-errors.ts'

const EVENT_STREAM = 'text/event-stream; charset=utf-8'

/** A proxy that hears nothing for a minute closes the connection. */
const KEEP_ALIVE_MS = 15_000

/** Takes the connection over from fastify and sends the headers at once. */
function beginStream(
  reply: FastifyReply,
  headers: Record<string, string>,
  resume: () => void,
): void {
  reply.header('x-process-time', processTime(reply))
  reply.hijack()
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, { 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no', ...headers })
  raw.flushHeaders()
  raw.on('drain', resume)
}

/** Seconds from the request's arrival to the answer's beginning. */
export const processTime = (reply: FastifyReply): string => (reply.elapsedTime / 1_000).toFixed(6)

/** `/v2` and `/v3`: raw text, no framing. A broken answer is a cut connection: there is no other way to tell. */
export function textStream(reply: FastifyReply): SuggestionStream {
  return {
    begin: (_id, _model, resume) => beginStream(reply, {}, resume),
    chunk: (text) => reply.raw.write(text),
    end: () => reply.raw.end(),
    fail: () => reply.raw.destroy(),
  }
}

/** `/v4`: server-sent events `stream_start`, `content_chunk`, `stream_end`; `error` when the answer breaks. */
export function eventStream(
  reply: FastifyReply,
  metadataFor: (model: AnsweringModel) => AnswerMetadata,
): SuggestionStream {
  const { raw } = reply
  return {
    begin(id, model, resume) {
      const headers = { 'x-streaming-format': 'sse', 'cache-control': 'no-store' }
      beginStream(reply, headers, resume)
      raw.write(encodeEvent('stream_start', { id, metadata: metadataFor(model) }))
      const ping = setInterval(() => raw.write(`: ping - ${Date.now()}\r\n\r\n`), KEEP_ALIVE_MS)
      raw.once('close', () => clearInterval(ping))
    },
    chunk: (content) =>
      raw.write(encodeEvent('content_chunk', { choices: [{ delta: { content }, index: 0 }] })),
    end: () => raw.end(encodeEvent('stream_end', null)),
    fail(error) {
      if (error instanceof Cancelled) raw.destroy()
      else raw.end(encodeEvent('error', publicError(error)))
    },
  }
}

/** How one kind of stream writes its records: JSON objects, one a line. */
export interface RecordWords {
  chunk(text: string): object
  end?(): object
  fail?(error: { code: string; message: string }): object
}

/** `/v2/prompts` and `/v2/chat/agent`: newline-delimited JSON. */
export function recordStream(reply: FastifyReply, words: RecordWords): SuggestionStream {
  const { raw } = reply
  const line = (record: object): string => `${JSON.stringify(record)}\n`
  return {
    begin: (_id, _model, resume) =>
      beginStream(reply, { 'content-type': 'application/x-ndjson; charset=utf-8' }, resume),
    chunk: (text) => raw.write(line(words.chunk(text))),
    end: () => raw.end(words.end && line(words.end())),
    fail(error) {
      if (error instanceof Cancelled || !words.fail) raw.destroy()
      else raw.end(line(words.fail(publicError(error))))
    },
  }
}

const publicError = (error: Error): { code: string; message: string } =>
  error instanceof GatewayError
    ? { code: error.code, message: error.message }
    : { code: 'internal_error', message: 'Internal server error' }
