// Hole -> prompt, as the model family wants it.
import { chatHole } from './chat-holes.ts'
import type { Family, FimTemplate } from './families.ts'
import { type FramedSnippets, NO_SNIPPETS } from './file-snippets.ts'
import type { Gap, Hole, Prompt } from './prompt.ts'

export function completionPrompt(
  family: Family,
  hole: Hole,
  framed: FramedSnippets = NO_SNIPPETS,
): Prompt {
  const { fim, stop } = family
  if (!fim) return { form: 'chat', messages: chatHole(family.chatHole, hole), stop }
  const prefix = framed.lead + hole.prefix
  const { suffix } = hole
  const text = framed.head + joinHole(fim, { prefix, suffix })
  return { form: 'text', text, gap: { prefix, suffix }, stop }
}

function joinHole(template: FimTemplate, { prefix, suffix }: Gap): string {
  const before = template.prefixMark + prefix
  const after = template.suffixMark + suffix
  const parts = template.order === 'prefix-suffix' ? before + after : after + before
  return parts + template.middleMark
}
