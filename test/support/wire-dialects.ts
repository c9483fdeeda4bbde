// How each dialect writes one text on the wire: whole, and as a stream.
import type { ProviderName } from '../../server/providers/index.ts'
import { awsEvent } from './aws-events.ts'

export interface WireDialect {
  /** In a request, for a model of this dialect. */
  identifier: string
  whole(text: string): unknown
  /** One piece of a stream, and what ends it in order. */
  piece(text: string): Buffer
  end: Buffer
  /** False: the end of the connection is the only end there is. */
  saysEnd: boolean
  /** A well-formed piece of another shape. */
  strange: Buffer
}

const event = (data: unknown, name = ''): Buffer =>
  Buffer.from(`${name && `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`)
const line = (data: unknown): Buffer => Buffer.from(`${JSON.stringify(data)}\n`)
const STRANGE = { strange: event({ foo: 1 }), saysEnd: true }

const CHAT = {
  ...STRANGE,
  whole: (content: string) => ({ choices: [{ message: { content }, finish_reason: 'stop' }] }),
  piece: (content: string) => event({ choices: [{ delta: { content } }] }),
  end: event({ choices: [{ delta: {}, finish_reason: 'stop' }] }),
}
const ANTHROPIC = {
  ...STRANGE,
  whole: (text: string) => ({ content: [{ text }], stop_reason: 'end_turn', usage: {} }),
  piece: (text: string) => event({ type: 'content_block_delta', delta: { text } }),
  end: event({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
}

export const WIRE: Record<ProviderName, WireDialect> = {
  openai: {
    ...STRANGE,
    identifier: 'openai/m',
    whole: (text) => ({ choices: [{ text, finish_reason: 'stop' }] }),
    piece: (text) => event({ choices: [{ text }] }),
    end: event({ choices: [{ text: '', finish_reason: 'stop' }] }),
  },
  deepseek: {
    ...STRANGE,
    identifier: 'deepseek/m',
    whole: (text) => ({ choices: [{ text, finish_reason: 'stop' }] }),
    piece: (text) => event({ choices: [{ text }] }),
    end: event({ choices: [{ text: '', finish_reason: 'stop' }] }),
  },
  mistral: { ...CHAT, identifier: 'mistral/m' },
  azure: { ...CHAT, identifier: 'azure/m' },
  vertex_ai: { ...CHAT, identifier: 'vertex_ai/gemini-2.5-flash' },
  vertex_ai_mistral: { ...CHAT, identifier: 'vertex_ai/codestral-2501' },
  anthropic: { ...ANTHROPIC, identifier: 'anthropic/m' },
  vertex_ai_claude: { ...ANTHROPIC, identifier: 'vertex_ai/claude-sonnet-4-6' },
  ollama: {
    identifier: 'ollama/m',
    whole: (response) => ({ response, done: true }),
    piece: (response) => line({ response, done: false }),
    end: line({ response: '', done: true, done_reason: 'stop' }),
    saysEnd: true,
    strange: line({ error: 'an error was encountered' }),
  },
  llama_cpp: {
    ...STRANGE,
    identifier: 'llama_cpp/m',
    whole: (content) => ({ content, stop: true }),
    piece: (content) => event({ content, stop: false }),
    end: event({ content: '', stop: true, stop_type: 'eos' }),
  },
  triton: {
    ...STRANGE,
    identifier: 'triton/m',
    whole: (text) => ({ text_output: text }),
    piece: (text) => event({ text_output: text }),
    end: Buffer.alloc(0),
    saysEnd: false,
  },
  bedrock: {
    identifier: 'bedrock/m',
    whole: (text) => ({
      output: { message: { content: [{ text }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 1 },
    }),
    piece: (text) => awsEvent('contentBlockDelta', { delta: { text } }),
    end: awsEvent('messageStop', { stopReason: 'end_turn' }),
    saysEnd: true,
    strange: awsEvent('internalServerException', { message: 'failed' }, 'exception'),
  },
}
