// Instruction -> prompt. Every family is asked for a generation as a chat model.
import type { Instruction } from '../suggestion.ts'
import type { Family } from './families.ts'
import type { Hole, Prompt } from './prompt.ts'

const DEFAULT_INSTRUCTION = 'Write the code that belongs at the cursor.'

const TASK =
  'You write code inside an editor. Answer with the code to insert at {{cursor}}, and with nothing else: no explanation, no Markdown, nothing of what is already there.'

export function generationPrompt(family: Family, hole: Hole, instruction: Instruction): Prompt {
  const { stop } = family
  if (instruction.messages) return { form: 'chat', messages: [...instruction.messages], stop }
  return {
    form: 'chat',
    messages: [
      { role: 'system', content: systemText(hole, instruction) },
      { role: 'user', content: userText(hole, instruction) },
    ],
    stop,
  }
}

function systemText(hole: Hole, { examples, related, libraries }: Instruction): string {
  return sections([
    `${TASK} The file is ${hole.fileName}${hole.language && `, written in ${hole.language}`}.`,
    section(
      'Examples',
      examples.map(({ before, answer }) => `${before}\n=> ${answer}`),
    ),
    section('Other places of the project', related),
    section('Libraries in use', libraries),
  ])
}

const userText = (hole: Hole, { text }: Instruction): string =>
  sections([`${hole.prefix}{{cursor}}${hole.suffix}`, text || DEFAULT_INSTRUCTION])

const section = (title: string, parts: readonly string[]): string =>
  parts.length > 0 ? `${title}:\n${parts.join('\n')}` : ''

const sections = (parts: string[]): string => parts.filter((part) => part !== '').join('\n\n')
