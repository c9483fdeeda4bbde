// What GitLab's clients were given and may still accept or turn down, by the ids that they track it by.
import { randomUUID } from 'node:crypto'
import { keepNewest } from '../keep-newest.ts'

export interface Given {
  uri: string
  /** The length of its text, in UTF-16 units. */
  chars: number
  /** What everybody else calls it. */
  suggestionId: string
}

const MAX_GIVEN = 100

export class GivenSuggestions {
  readonly #given = new Map<string, Given>()

  of(trackingId: string): Given | undefined {
    return this.#given.get(trackingId)
  }

  note(trackingId: string, given: Given): void {
    keepNewest(this.#given, trackingId, given, MAX_GIVEN)
  }

  has(suggestionId: string): boolean {
    return [...this.#given.values()].some((given) => given.suggestionId === suggestionId)
  }

  /** Ids of suggestions. */
  in(uri: string): string[] {
    const given = [...this.#given.values()].filter((one) => one.uri === uri)
    return given.map(({ suggestionId }) => suggestionId)
  }

  /** For one answer: what is left of a suggestion counts anew, as with GitLab's own server. */
  trackingIds(): (suggestionId: string) => string {
    const ids = new Map<string, string>()
    return (suggestionId) => {
      const id = ids.get(suggestionId) ?? (this.has(suggestionId) ? randomUUID() : suggestionId)
      ids.set(suggestionId, id)
      return id
    }
  }
}
