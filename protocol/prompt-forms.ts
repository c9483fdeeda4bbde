// `prompt` in the bodies of `/v2/code/…`: what it must be hangs on `prompt_version`.
import Type, { type Static } from 'typebox'
import { ChatMessage } from './shapes.ts'
import { type Checked, checker } from './validate.ts'

const Text = Type.Object({ prompt: Type.String() })
const Messages = Type.Object({ prompt: Type.Array(ChatMessage) })
const FORMS = { 2: checker(Text), 3: checker(Messages) }

export type GivenPrompt = Static<typeof Text>['prompt'] | Static<typeof Messages>['prompt']

/** Of a body in which one must stand. Undefined: of version 1, whose prompt nobody reads. */
export function promptIn(body: {
  prompt_version: 1 | 2 | 3
  prompt?: unknown
}): Checked<GivenPrompt | undefined> {
  const { prompt_version: version } = body
  if (version === 1) return { value: undefined }
  const { value, problems } = FORMS[version](body.prompt === null ? {} : body)
  return problems ? { problems } : { value: value.prompt }
}

/** The same where it may be left out or null. */
export const optionalPromptIn = (
  body: Parameters<typeof promptIn>[0],
): ReturnType<typeof promptIn> => (body.prompt == null ? { value: undefined } : promptIn(body))
