// Hole -> prompt, as the model family wants it.
import { chatHole } from './chat-holes.ts'
import type { Family, FimTemplate } from './families.ts'
import type { Hole, Prompt } from './prompt.ts'

export function completionPrompt(family: Family, hole: Hole): Prompt {
  const { fim, stop } = family
  const { prefix, suffix } = hole
  return fim
    ? { form: 'text', text: joinHole(fim, hole), gap: { prefix, suffix }, stop }
    : { form: 'chat', messages: chatHole(family.chatHole, hole), stop }
}

function joinHole(template: FimTemplate, { prefix, suffix }: Hole): string {
  const before = template.prefixMark + prefix
  const after = template.suffixMark + suffix
  const parts = template.order === 'prefix-suffix' ? before + after : after + before
  return parts + template.middleMark
}
