// Model servers of the routing bench, each with a port of its own: they take time, have places, and fall ill when told.
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { seededRandom } from '../support/random.ts'
import type { Illness, ReplicaReport, ReplicaScript, ToReplicas } from './words.ts'

const random = seededRandom(7)
const HALVES = ['return ', 'total\n'] as const
const ANSWER = HALVES.join('')

class FakeReplica {
  readonly #server: Server
  readonly #script: ReplicaScript
  /** Answers that wait for a place, the oldest first. */
  readonly #queue: (() => void)[] = []
  #busy = 0
  #illness: Illness = 'none'
  #port = 0
  calls = 0

  constructor(script: ReplicaScript) {
    this.#script = script
    this.#server = createServer((incoming, response) => {
      let body = ''
      incoming.on('data', (part) => {
        body += part
      })
      incoming.on('end', () => this.#serve(body.includes('"stream":true'), response))
    })
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
    return this.#port
  }

  async fall(illness: Illness): Promise<void> {
    if (this.#illness === 'refuse') await this.open()
    this.#illness = illness
    if (illness !== 'refuse') return
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(isStream: boolean, response: ServerResponse): void {
    this.calls += 1
    const illness = this.#illness
    if (illness === 'hang') return
    if (illness === 'reset') response.destroy()
    else if (illness !== 'none') response.writeHead(illness === '500' ? 500 : 429).end('{}')
    else this.#queueUp(isStream, response)
  }

  #queueUp(isStream: boolean, response: ServerResponse): void {
    if (isStream) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    const begin = (): void => {
      if (response.destroyed) this.#next()
      else this.#work(isStream, response)
    }
    if (this.#busy < this.#script.places) {
      this.#busy += 1
      begin()
    } else this.#queue.push(begin)
  }

  #work(isStream: boolean, response: ServerResponse): void {
    const { fastestMs, slowestMs, slowShare, slowMs } = this.#script
    const isSlow = random() < slowShare
    const ms = isSlow ? slowMs : fastestMs + random() * (slowestMs - fastestMs)
    let isOver = false
    // As a model server does: nobody generates for a client that left.
    const leave = (): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      this.#next()
    }
    const timer = setTimeout(() => {
      if (isStream) sendStream(response, this.#script.pausesMs)
      else sendWhole(response)
      leave()
    }, ms)
    response.once('close', leave)
  }

  #next(): void {
    const begin = this.#queue.shift()
    if (begin) begin()
    else this.#busy -= 1
  }
}

function sendWhole(response: ServerResponse): void {
  const choices = [{ index: 0, text: ANSWER, finish_reason: 'stop' }]
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ id: 'fake', choices }))
}

function sendStream(response: ServerResponse, pausesMs: number | undefined): void {
  if (pausesMs === undefined) {
    response.end(eventOf(ANSWER, 'stop') + END)
    return
  }
  response.write(eventOf(HALVES[0], null))
  setTimeout(() => response.end(eventOf(HALVES[1], 'stop') + END), pausesMs)
}

const END = 'data: [DONE]\n\n'

const eventOf = (text: string, finish_reason: 'stop' | null): string =>
  `data: ${JSON.stringify({ id: 'fake', choices: [{ index: 0, text, finish_reason }] })}\n\n`

let replicas: FakeReplica[] = []

async function obey(order: ToReplicas): Promise<ReplicaReport> {
  if ('open' in order) {
    replicas = order.open.map((script) => new FakeReplica(script))
    return { ports: await Promise.all(replicas.map((replica) => replica.open())), calls: [] }
  }
  if ('fall' in order) await replicas[order.replica]?.fall(order.fall)
  return { ports: [], calls: replicas.map(({ calls }) => calls) }
}

process.on('message', async (order: ToReplicas) => process.send?.(await obey(order)))
process.once('disconnect', () => process.exit(0))
