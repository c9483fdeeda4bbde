// How much code a model can read at once, as its server was started.
import { type ModelLimits, promptChars, windowTokens } from '../prompts/window.ts'
import type { Deployment } from '../selection/deployment.ts'
import { about, type Finding } from './finding.ts'

/** Below this the code around the cursor is a page or two, and nothing of other files. */
const SMALL_TOKENS = 2_048
const COMPLETION = {
  kind: 'completion',
  instruction: { text: '', examples: [], related: [], libraries: [] },
} as const

export function windowOf(name: string, { family }: Deployment, limits: ModelLimits): Finding {
  const { ok, warning, skipped } = about('context window', name)
  const tokens = windowTokens(family, limits)
  if (limits.windowTokens === undefined) {
    return skipped(`its server does not tell; the ${tokens} tokens of its family are assumed`)
  }
  const room = `${tokens} tokens: about ${promptChars(family, COMPLETION, limits)} characters of code in a prompt`
  if (tokens >= SMALL_TOKENS) return ok(room)
  return warning(
    room,
    'Start its server with more: --max-model-len (vLLM), num_ctx (Ollama), -c (llama.cpp), --max-total-tokens (TGI), --context-length (LM Studio).',
  )
}
