// Before a stop: whoever sends requests here learns that it should not, and is served until it has.
import type { FastifyInstance } from 'fastify'

export class Drain {
  #isOn = false

  /** Load balancers see it on `/monitoring/ready`. */
  get isOn(): boolean {
    return this.#isOn
  }

  begin(): void {
    this.#isOn = true
  }

  /** Answers from then on end their connections: none is cut later while a request is on its way over it. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (_request, reply, next) => {
      if (this.#isOn) reply.header('connection', 'close')
      next()
    })
  }
}
