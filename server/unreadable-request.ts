// Requests that never become one: no HTTP, headers without end, bodies that come too slowly.
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { type ErrorCode, GatewayError } from '../protocol/index.ts'

const BY_NODE_CODE: Readonly<Record<string, [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers are larger than 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request was sent too slowly'],
}

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

interface WithAnswer {
  /** Node's own, undocumented: the answer that is under way on this socket. */
  _httpMessage?: { headersSent: boolean } | null
}

/** Answers in the words of every other error, and closes the connection. Nothing of what came is repeated. */
export function answerUnreadable(error: Error, socket: Socket, log: FastifyBaseLogger): void {
  const nodeCode = 'code' in error ? String(error.code) : ''
  const isUnderWay = (socket as WithAnswer)._httpMessage?.headersSent === true
  if (nodeCode === 'ECONNRESET' || !socket.writable || isUnderWay) {
    socket.destroy()
    return
  }
  const [code, message] = BY_NODE_CODE[nodeCode] ?? ['malformed_request', 'This is no HTTP request']
  const { status } = new GatewayError(code, message)
  log.info({ code, client_ip: socket.remoteAddress, status_code: status }, 'api.unreadable')
  const body = JSON.stringify({ detail: message, code, message })
  const head = [
    `HTTP/1.1 ${status} ${PHRASES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
