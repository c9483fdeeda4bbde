// A gateway in this process with one model alone, which is asked as GitLab and editors ask it.
import { type IncomingMessage, request } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { Config } from '../config.ts'
import type { Deployment } from '../selection/deployment.ts'

export interface Probed {
  status: number
  /** JSON, or undefined where it is none. */
  body: unknown
}

export interface ProbedStream {
  status: number
  text: string
  pieces: number
  firstMs: number
  /** It ended before it was whole. */
  isBroken: boolean
}

export class Probe {
  readonly #app: FastifyInstance

  private constructor(app: FastifyInstance) {
    this.#app = app
  }

  /** Nothing listens, nothing is logged, and nobody else is let in. */
  static async of(config: Config, deployment: Deployment): Promise<Probe> {
    const access = { ...config.access, bypass: true, isOpen: true, issuers: [] }
    const plain = { isMocked: false, answerLifeMs: 0, fallsBackToChat: false }
    const models = { ...config.models, preset: deployment, ...plain }
    const quiet = { logLevel: 'silent', logFile: '', file: undefined, tls: undefined }
    return new Probe(await buildApp({ ...config, ...quiet, access, models }))
  }

  async post(url: string, payload: object): Promise<Probed> {
    const { statusCode, body } = await this.#app.inject({ method: 'POST', url, payload })
    return { status: statusCode, body: parsed(body) }
  }

  /** Over a real socket: an answer that is injected has no first piece. */
  async stream(path: string, payload: object): Promise<ProbedStream> {
    const base = await this.#app.listen({ host: '127.0.0.1', port: 0 })
    const startedAt = performance.now()
    const answer = await posted(new URL(path, base), JSON.stringify(payload))
    const seen = {
      status: answer.statusCode ?? 0,
      text: '',
      pieces: 0,
      firstMs: 0,
      isBroken: false,
    }
    try {
      for await (const chunk of answer) {
        seen.firstMs ||= performance.now() - startedAt
        seen.pieces += 1
        seen.text += chunk
      }
    } catch {
      seen.isBroken = true // A raw stream has no other way to say that it is not the whole.
    }
    return seen
  }

  close(): Promise<void> {
    return this.#app.close()
  }
}

/** Straight there, whatever proxy is configured. */
function posted(url: URL, body: string): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers }, resolve).once('error', reject).end(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // What is no JSON is told as such by who asked.
  }
}
