import type { Question } from '../model-client.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import { RoomyMap } from './roomy-map.ts'
import { isSameQuestion } from './same-question.ts'
import type { WholeDelivery } from './whole-delivery.ts'

interface Flight {
  readonly plan: DeploymentPlan
  readonly question: Question
  readonly delivery: WholeDelivery
}

/** Whole answers under way: who asks the same of the same deployment shares one call. */
export class SingleFlight {
  readonly #flights = new RoomyMap<Flight>()

  find(mark: string, question: Question, plan: DeploymentPlan): WholeDelivery | undefined {
    const flight = this.#flights.get(mark)
    if (flight?.plan !== plan || !isSameQuestion(flight.question, question)) return undefined
    return flight.delivery
  }

  begin(mark: string, flight: Flight): void {
    this.#flights.set(mark, flight)
  }

  end(mark: string, delivery: WholeDelivery): void {
    if (this.#flights.get(mark)?.delivery === delivery) this.#flights.delete(mark)
  }
}
