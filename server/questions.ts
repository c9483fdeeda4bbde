// One request, as a question in the words of each model that may be asked.
import type { Question } from './model-client.ts'
import type { Family } from './prompts/families.ts'
import { suggestionPrompt } from './prompts/suggestion-prompt.ts'
import { answerTokens, type ModelLimits, NO_LIMITS } from './prompts/window.ts'
import type { Deployment } from './selection/deployment.ts'
import type { SuggestionRequest } from './suggestion.ts'

/** What a prompt must fit into; a promise only before the server of a deployment is found. */
export interface Limited {
  limits(deployment: Deployment): ModelLimits | Promise<ModelLimits>
}

/** Families ask differently; deployments of one family with room for as much ask alike, and are asked one after the other. */
export function questions(
  request: SuggestionRequest,
  client: Limited,
): (deployment: Deployment) => Question {
  let made: Question | undefined
  let madeFor: Family | undefined
  let madeWith = NO_LIMITS
  return (deployment) => {
    const { family } = deployment
    const found = client.limits(deployment)
    // Of a server that nobody has asked yet, the family's own.
    const limits = found instanceof Promise ? NO_LIMITS : found
    if (made && madeFor === family && isSameRoom(madeWith, limits)) return made
    madeFor = family
    madeWith = limits
    made = {
      prompt: suggestionPrompt(family, request, limits),
      note: request.note,
      maxTokens: Math.min(
        answerTokens(family, request.kind),
        request.maxTokens ?? Number.POSITIVE_INFINITY,
      ),
      choices: request.choices,
    }
    return made
  }
}

const isSameRoom = (one: ModelLimits, other: ModelLimits): boolean =>
  one === other ||
  (one.windowTokens === other.windowTokens && one.charsPerToken === other.charsPerToken)
