// A model server that reads less at once than it was sent: how servers say so, and how much they say they read.
import { GatewayError } from '../protocol/index.ts'

export class PromptTooLong extends GatewayError {
  /** Prompt and answer together, as the server tells; undefined where it does not. */
  readonly windowTokens: number | undefined

  constructor(status: number | undefined, windowTokens: number | undefined) {
    const answered = status === undefined ? 'tells of an error' : `answered ${status}`
    super(
      'upstream_rejected',
      `The model server ${answered}: the prompt is longer than what it reads at once`,
      { upstreamStatus: status },
    )
    this.windowTokens = windowTokens
  }
}

/**
 * vLLM (vllm-project/vllm#20409, #33425), SGLang (QwenLM/Qwen3#1321), llama.cpp (ggml-org/llama.cpp#15780), LM Studio
 * (lmstudio-ai/lmstudio-bug-tracker#546, #2205; Gitlawb/openclaude#353), TGI (huggingface/chat-ui#340), LiteLLM
 * (OpenHands/OpenHands#8149), Anthropic (OpenHands/OpenHands#5350), OpenAI (mckaywrigley/chatbot-ui#102), TensorRT-LLM
 * (triton-inference-server/tensorrtllm_backend#141, #565); read 2026-11-21.
 */
const TOO_LONG: readonly RegExp[] = [
  /maximum context length|context_length_exceeded|available context size|exceed_context_size/i,
  /(?:longer than the model's|greater than the|loaded with) context length|exceed context window/i,
  /prompt length \(\d+\) exceeds maximum|prompt is too long|`inputs`.{0,60} must (?:be <=|have less than)/i,
]

const WINDOWS: readonly RegExp[] = [
  /context (?:length|window) (?:is|of)(?: only)? (\d+)/i,
  /context length \((\d+) tokens\)/i,
  /\bn_ctx: (\d+)/,
  /must (?:be <=|have less than) (\d+)/,
  /> (\d+) maximum/,
  /exceeds maximum (?:input|sequence) length \((\d+)\)/,
]
/** No model for code reads less: it is another number, as in vllm-project/vllm#33418. */
const LEAST_TOKENS = 256

/** Undefined when this is not what the server says. */
export function promptTooLong(said: string, status?: number): PromptTooLong | undefined {
  if (!TOO_LONG.some((pattern) => pattern.test(said))) return undefined
  const told = WINDOWS.map((pattern) => Number(pattern.exec(said)?.[1])).find(isPlausible)
  return new PromptTooLong(status, told)
}

const isPlausible = (tokens: number): boolean => tokens >= LEAST_TOKENS
