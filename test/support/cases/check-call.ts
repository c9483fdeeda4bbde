// What the model server was sent, against what the case expects of it.
import type { SeenRequest } from '../fake-upstream.ts'
import type { ExpectedCall } from './case.ts'
import { mismatches } from './match.ts'

export function callMismatches(
  expected: ExpectedCall | null | undefined,
  calls: readonly SeenRequest[],
): string[] {
  if (expected === undefined) return []
  if (expected === null) return calls.length > 0 ? ['the model server should not be asked'] : []
  const call = calls.at(-1)
  return call ? oneCallMismatches(expected, call) : ['the model server was not asked']
}

function oneCallMismatches(expected: ExpectedCall, call: SeenRequest): string[] {
  const { path, headers, body, messages } = expected
  const problems: string[] = []
  if (path !== undefined) problems.push(...mismatches(call.path, path, 'call.path'))
  if (headers) problems.push(...mismatches(call.headers, headers, 'call.headers'))
  if (body) problems.push(...mismatches(call.body, body, 'call.body'))
  if (messages) problems.push(...mismatches(call.body.messages, messages, 'call.messages'))
  return [...problems, ...promptMismatches(expected, call), ...systemMismatches(expected, call)]
}

/** A text completion has no messages, and none can be missing there. */
function systemMismatches({ hasSystemMessage }: ExpectedCall, call: SeenRequest): string[] {
  const messages = messagesOf(call)
  if (hasSystemMessage === undefined || messages.length === 0) return []
  const has = messages.some(({ role }) => role === 'system')
  return has === hasSystemMessage ? [] : ['call.messages: the system message']
}

function promptMismatches(expected: ExpectedCall, call: SeenRequest): string[] {
  const { prompt, promptContains = [], promptLacks = [] } = expected
  const sent = promptOf(call)
  const whole = [...messagesOf(call).map(({ content }) => content), sent].join('\n')
  return [
    ...(prompt === undefined ? [] : samePrompt(prompt, sent, messagesOf(call).length > 0)),
    ...promptContains
      .filter((text) => !whole.includes(text))
      .map((text) => `the prompt should contain ${JSON.stringify(text)}: ${JSON.stringify(whole)}`),
    ...promptLacks
      .filter((text) => whole.includes(text))
      .map((text) => `the prompt should not contain ${JSON.stringify(text)}`),
  ]
}

/**
 * A chat model must get the very message, but for an end of line at its end.
 * A case may speak of a message with FIM marks where the model server got a text completion, or prefix and suffix in
 * members of their own: then each piece between the marks must be in what was sent, whatever the marks were.
 */
function samePrompt(wanted: string, sent: string, isChat: boolean): string[] {
  const problem = `the prompt should be ${JSON.stringify(wanted)} and is ${JSON.stringify(sent)}`
  if (isChat) return wanted.trimEnd() === sent.trimEnd() ? [] : [problem]
  const pieces = wanted.split(FIM_MARK).filter((piece) => piece.trim() !== '')
  return pieces.every((piece) => sent.includes(piece)) ? [] : [problem]
}

const FIM_MARK = /<s>|\[(?:SUFFIX|PREFIX|MIDDLE)\]|<\|[a-z_]+\|>|<(?:PRE|SUF|MID)>/

interface Message {
  role: string
  content: string
}

const messagesOf = ({ body }: SeenRequest): Message[] =>
  Array.isArray(body.messages) ? body.messages : []

const TEXT_MEMBERS = ['prompt', 'suffix', 'input_prefix', 'input_suffix']

function promptOf(call: SeenRequest): string {
  const last = messagesOf(call).at(-1)
  if (last) return last.content
  return TEXT_MEMBERS.map((member) => call.body[member] ?? '').join('')
}
