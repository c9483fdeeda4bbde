// Code in the log, for the requests of an instance whose administrator switched that on to find a fault.
import type { FastifyRequest } from 'fastify'
import type { Prompt } from './prompts/prompt.ts'
import type { SuggestionStream } from './suggestion.ts'

/** Receives what a model was asked and what it said; an empty answer when it failed. */
export type Note = (prompt: Prompt, answer: string) => void

const HEADER = 'x-gitlab-enabled-instance-verbose-ai-logs'
/** The ends of a longer text are what is looked for. */
const MAX_CHARS = 10_000

/** Undefined for all other requests: nothing of their code reaches the log. */
export function noteFor(request: FastifyRequest): Note | undefined {
  if (request.headers[HEADER] !== 'true') return undefined
  return (prompt, answer) => {
    const asked = textOf(prompt)
    request.log.info(
      {
        correlation_id: request.id,
        prompt: capped(asked),
        prompt_chars: asked.length,
        answer: capped(answer),
        answer_chars: answer.length,
      },
      'api.verbose',
    )
  }
}

/** The same stream; where a note is wanted, at its end one of all that went through. */
export function noted(
  out: SuggestionStream,
  { note, prompt }: { note?: Note | undefined; prompt: Prompt },
): SuggestionStream {
  if (!note) return out
  let answer = ''
  return {
    begin: (id, model, resume) => out.begin(id, model, resume),
    chunk(text) {
      answer += text
      return out.chunk(text)
    },
    end(usage) {
      note(prompt, answer)
      out.end(usage)
    },
    fail(error) {
      note(prompt, answer)
      out.fail(error)
    },
  }
}

function textOf(prompt: Prompt): string {
  if (prompt.form === 'text') return prompt.text
  if (prompt.form === 'gap') return `${prompt.prefix}\n[…]\n${prompt.suffix}`
  return prompt.messages.map(({ role, content }) => `${role}: ${content}`).join('\n')
}

function capped(text: string): string {
  if (text.length <= MAX_CHARS) return text
  const half = MAX_CHARS / 2
  return `${text.slice(0, half)}\n[…]\n${text.slice(-half)}`
}
