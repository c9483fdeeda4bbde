// How a chat model is shown the gap: one small template for each way that families were measured to understand.
import type { ChatHole } from './families.ts'
import type { Hole, Message } from './prompt.ts'

const TASK =
  'You complete code inside an editor. Answer with the code that belongs at the cursor, and with nothing else: no explanation, no Markdown, nothing of what is already there.'

/** The system message says what the user message holds; it differs with the template. */
const TEMPLATES: Record<ChatHole, { holds: string; user: (hole: Hole) => string }> = {
  marks: {
    holds: 'The text after the cursor stands behind [SUFFIX], the text before it behind [PREFIX].',
    user: ({ prefix, suffix }) => `<s>[SUFFIX]${suffix}[PREFIX]${prefix}`,
  },
  gpt: {
    holds:
      'The text before the cursor stands behind <|prefix|>, the text after it behind <|suffix|>.',
    user: ({ prefix, suffix, language }) =>
      `------\nLanguage: ${language}\n\n<|prefix|>${prefix}<|suffix|>${suffix}`,
  },
  'code-mark': {
    holds: 'The cursor stands at |CODE|.',
    user: ({ prefix, suffix }) => `CONTEXT:\n${prefix}\n|CODE|\n${suffix}`,
  },
  sections: {
    holds: 'The text before the cursor is the prefix, the text after it the suffix.',
    user: ({ prefix, suffix, language, fileName }) =>
      [
        `<language>${language}</language>`,
        `<file_name>${fileName}</file_name>`,
        // Behind nothing that a key changes, so that the server need not read it again.
        `<suffix>${suffix}</suffix>`,
        `<prefix>${prefix}</prefix>`,
      ].join('\n'),
  },
}

export function chatHole(name: ChatHole, hole: Hole): Message[] {
  const { holds, user } = TEMPLATES[name]
  const about = `The file is ${hole.fileName}${hole.language && `, written in ${hole.language}`}.`
  return [
    { role: 'system', content: `${TASK} ${holds} ${about}` },
    { role: 'user', content: user(hole) },
  ]
}
