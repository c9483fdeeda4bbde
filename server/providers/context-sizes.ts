// How much context a model is loaded with, where each request says it: Ollama's `num_ctx`.

import type { LocatedDeployment } from '../model-servers.ts'
import { lengthOf, type Prompt } from '../prompts/prompt.ts'
import { safeCharsPerToken, windowTokens } from '../prompts/window.ts'

/**
 * Ollama cuts longer prompts at their beginning without a word, and holds 2,048 or 4,096 tokens unless told.
 * It loads the model anew for another size (needsReload in its server/sched.go compares for equality), which takes
 * seconds to minutes: so sizes come in coarse steps and never shrink again. One step holds the completion of a usual
 * file; the whole window at once would take gigabytes that most prompts never need, and push layers off a small GPU.
 */
const STEP_TOKENS = 8_192

/** Models remembered at once; requests may name any number. */
const MAX_MODELS = 1_000

export class ContextSizes {
  readonly #greatest = new Map<string, number>()

  /** Undefined where an administrator has set a size for the model: Ollama then takes that. */
  sizeFor(deployment: LocatedDeployment, prompt: Prompt, maxTokens: number): number | undefined {
    const { baseUrl, model, family, limits } = deployment
    if (limits.setTokens !== undefined) return undefined
    const needed = Math.ceil(lengthOf(prompt) / safeCharsPerToken(limits)) + maxTokens
    const stepped = Math.ceil(needed / STEP_TOKENS) * STEP_TOKENS
    const key = `${baseUrl} ${model}`
    const before = this.#greatest.get(key) ?? 0
    const size = Math.max(before, Math.min(stepped, windowTokens(family, limits)))
    if (size > before) this.#remember(key, size)
    return size
  }

  #remember(key: string, size: number): void {
    this.#greatest.set(key, size)
    const [oldest] = this.#greatest.keys()
    if (this.#greatest.size > MAX_MODELS && oldest !== undefined) this.#greatest.delete(oldest)
  }
}
