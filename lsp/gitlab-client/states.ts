// Tells GitLab's clients what the checks say, whenever that changes.
import type { Connection } from 'vscode-languageserver/node'
import type { GitlabProblem } from '../gitlab/checks.ts'
import { type FeatureState, featureStates, type StateInputs } from './feature-states.ts'
import { API_ERROR, API_RECOVERED, FEATURE_STATE, TOKEN_CHECK } from './messages.ts'

export interface StatesParts {
  connection: Pick<Connection, 'sendNotification'>
  /** Whether anybody wants to know. */
  isOn(): boolean
  /** What the settings and the document on screen say. */
  inputs(): Omit<StateInputs, 'problems' | 'isApiFailing'>
}

export class States {
  readonly #parts: StatesParts
  #problems: readonly GitlabProblem[] = []
  #isApiFailing = false
  #told = ''

  constructor(parts: StatesParts) {
    this.#parts = parts
  }

  /** To be called when settings, or the document on screen, changed. */
  update(): void {
    if (!this.#parts.isOn()) return
    const states = this.now()
    const text = JSON.stringify(states)
    if (text === this.#told) return
    this.#told = text
    // A list goes out as the one element of a list: their clients unwrap it.
    void this.#parts.connection.sendNotification(FEATURE_STATE, states)
  }

  now(problems = this.#problems): FeatureState[] {
    const isApiFailing = this.#isApiFailing
    return featureStates({ ...this.#parts.inputs(), problems, isApiFailing })
  }

  /** Of the instance that is configured. */
  problemsAre(problems: readonly GitlabProblem[]): void {
    this.#problems = problems
    const [refused] = problems.filter((problem) => problem.check === 'authentication-required')
    if (refused && 'reason' in refused && this.#parts.isOn()) {
      const message = 'The token is not accepted, or lacks the scope "api".'
      void this.#parts.connection.sendNotification(TOKEN_CHECK, { message, reason: refused.reason })
    }
    this.update()
  }

  apiIsFailing(isFailing: boolean): void {
    if (isFailing === this.#isApiFailing) return
    this.#isApiFailing = isFailing
    if (this.#parts.isOn()) {
      const method = isFailing ? API_ERROR : API_RECOVERED
      void this.#parts.connection.sendNotification(method, null)
    }
    this.update()
  }
}
