// What a person can mend about GitLab, said once each, and what its clients are told of it.
import type { GitlabRefusal } from './api.ts'
import type { GitlabProblem } from './checks.ts'

export interface NoticePorts {
  /** Shown to the person. */
  tell(message: string): void
  /** The problems as they are now; called when they changed. */
  changed(problems: readonly GitlabProblem[]): void
  log(problem: string): void
}

/** The problems of one instance with one token. */
export class GitlabNotices {
  readonly #ports: NoticePorts
  readonly #baseUrl: string
  readonly #told = new Set<string>()
  #problems: readonly GitlabProblem[] = []

  constructor(baseUrl: string, ports: NoticePorts) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '')
    this.#ports = ports
  }

  log(problem: string): void {
    this.#ports.log(problem)
  }

  found(problems: readonly GitlabProblem[]): void {
    this.#change(problems)
    for (const problem of problems) this.#once(problem.check, this.#sentenceFor(problem))
  }

  /** A suggestion came: the token is good, whatever was thought of it. What is wrong later is another matter. */
  worked(): void {
    if (this.#problems.length === 0) return
    for (const { check } of this.#problems) this.#told.delete(check)
    this.#change([])
  }

  forbidden({ isByGitlab }: GitlabRefusal): void {
    const who = isByGitlab ? 'GitLab' : 'GitLab or its gateway'
    this.#once('forbidden', `${who} does not allow you code suggestions: ${WHAT_TO_DO}`)
  }

  #change(problems: readonly GitlabProblem[]): void {
    this.#problems = problems
    this.#ports.changed(problems)
  }

  #once(key: string, message: string): void {
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#ports.tell(message)
  }

  #sentenceFor(problem: GitlabProblem): string {
    if (problem.check === 'authentication-required') {
      const reason = REASONS[problem.reason]
      return `${reason}. Make one with the scope "api" at ${this.#baseUrl}/-/user_settings/personal_access_tokens and set it as gitlab.token.`
    }
    if (problem.check === 'code-suggestions-no-license') {
      return `You have no seat for code suggestions at ${this.#baseUrl}: ${WHAT_TO_DO}`
    }
    return `GitLab ${problem.version} has no code suggestions; they came with 16.8. Use a midfill gateway (gateway.url), or update GitLab.`
  }
}

const WHAT_TO_DO =
  'ask an administrator for a GitLab Duo seat, or use a midfill gateway (gateway.url).'

const REASONS = {
  not_active: 'The GitLab token is not active any more',
  invalid_scopes: 'The GitLab token lacks the scope "api"',
  unknown: 'GitLab does not accept the token',
}
