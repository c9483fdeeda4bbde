// The ways in which an answer is streamed to a client.
import type { FastifyReply } from 'fastify'
import {
  type AnswerMetadata,
  encodeContentChunk,
  encodeData,
  encodeEvent,
} from '../protocol/index.ts'
import { reportFailure } from './failure.ts'
import { Outflow } from './outflow.ts'
import type { AnsweringModel, SuggestionStream, Usage } from './suggestion.ts'
import { Cancelled } from './upstream-errors.ts'

export const EVENT_STREAM = 'text/event-stream; charset=utf-8'

/** A proxy that hears nothing for a minute closes the connection. */
const KEEP_ALIVE_MS = 15_000

const STREAM_HEADERS = { 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no' }

/** Takes the connection over from fastify. */
function beginStream(
  reply: FastifyReply,
  out: Outflow,
  { headers = {}, resume }: { headers?: Record<string, string>; resume: () => void },
): void {
  reply.header('x-process-time', processTime(reply))
  reply.hijack()
  // Nobody reads it again, and the stream may last: thousands of bodies are a lot of memory.
  reply.request.body = undefined
  // Given at once and not set one by one, which would keep a table of them for as long as the stream lasts.
  const all: Record<string, number | string | string[] | undefined> = reply.getHeaders()
  out.begin(Object.assign(all, STREAM_HEADERS, headers), resume)
}

/** Seconds from the request's arrival to the answer's beginning. */
export const processTime = (reply: FastifyReply): string => (reply.elapsedTime / 1_000).toFixed(6)

/** `/v2` and `/v3`: raw text, no framing. A broken answer is a cut connection: there is no other way to tell. */
export function textStream(reply: FastifyReply): SuggestionStream {
  const out = new Outflow(reply.raw)
  return {
    // There is no other place in a raw text; feedback names the suggestion by it.
    begin: (id, _model, resume) =>
      beginStream(reply, out, { headers: { 'x-midfill-suggestion-id': id }, resume }),
    chunk: (text) => out.write(text),
    end(usage) {
      reply.request.usage = usage
      out.end()
    },
    fail(error) {
      broke(reply, error)
      out.cut()
    },
  }
}

/** `/v4`: server-sent events `stream_start`, `content_chunk`, `stream_end`; `error` when the answer breaks. */
export function eventStream(
  reply: FastifyReply,
  metadataFor: (model: AnsweringModel) => AnswerMetadata,
): SuggestionStream {
  const out = new Outflow(reply.raw)
  return {
    begin(id, model, resume) {
      const headers = { 'x-streaming-format': 'sse', 'cache-control': 'no-store' }
      beginStream(reply, out, { headers, resume })
      const { promptChars: prompt_chars } = model
      out.write(encodeEvent('stream_start', { id, metadata: metadataFor(model), prompt_chars }))
      const ping = setInterval(() => out.write(`: ping - ${Date.now()}\r\n\r\n`), KEEP_ALIVE_MS)
      reply.raw.once('close', () => clearInterval(ping))
    },
    chunk: (content) => out.write(encodeContentChunk(content)),
    end(usage) {
      reply.request.usage = usage
      out.end(encodeEvent('stream_end', null))
    },
    fail(error) {
      const told = broke(reply, error)
      if (told) out.breakOff(encodeEvent('error', told))
      else out.cut()
    },
  }
}

/** What a stream of unnamed events says. */
export interface EventWords {
  begin(id: string, model: AnsweringModel): object
  chunk(text: string): object
  end(usage: Usage | undefined): object
}

/**
 * Server-sent events without names, the last of them `[DONE]`. A broken answer is a cut connection: clients take an
 * event that they do not expect for a fault of theirs. No comments between the events: some take one for the end.
 */
export function dataStream(reply: FastifyReply, words: EventWords): SuggestionStream {
  const out = new Outflow(reply.raw)
  return {
    begin(id, model, resume) {
      beginStream(reply, out, { headers: { 'cache-control': 'no-store' }, resume })
      out.write(encodeData(words.begin(id, model)))
    },
    chunk: (text) => out.write(encodeData(words.chunk(text))),
    end(usage) {
      reply.request.usage = usage
      out.end(`${encodeData(words.end(usage))}data: [DONE]\n\n`)
    },
    fail(error) {
      broke(reply, error)
      out.cut()
    },
  }
}

/** How one kind of stream writes its records: JSON objects, one a line. */
export interface RecordWords {
  /** What its clients expect to be told of it. */
  contentType: string
  chunk(text: string): object
  end?(): object
  fail?(error: { code: string; message: string }): object
}

/** `/v2/prompts` and `/v2/chat/agent`: newline-delimited JSON. */
export function recordStream(reply: FastifyReply, words: RecordWords): SuggestionStream {
  const out = new Outflow(reply.raw)
  const headers = { 'content-type': words.contentType }
  const line = (record: object): string => `${JSON.stringify(record)}\n`
  return {
    begin: (_id, _model, resume) => beginStream(reply, out, { headers, resume }),
    chunk: (text) => out.write(line(words.chunk(text))),
    end(usage) {
      reply.request.usage = usage
      out.end(words.end && line(words.end()))
    },
    fail(error) {
      const told = broke(reply, error)
      if (told && words.fail) out.breakOff(line(words.fail(told)))
      else out.cut()
    },
  }
}

/** What is told of a stream that broke, and logged; undefined when it was the client that left. */
function broke(
  { request }: FastifyReply,
  error: Error,
): { code: string; message: string } | undefined {
  if (error instanceof Cancelled) return undefined
  const { code, message } = reportFailure(error, request)
  return { code, message }
}
