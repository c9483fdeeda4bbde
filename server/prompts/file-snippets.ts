// Snippets of other files before the gap, in the layout in which each family saw repositories in its training.
import type { Language } from '../../grammars/index.ts'
import type { Snippet } from '../suggestion.ts'

export interface FramedSnippets {
  /** Stands before the prefix's mark. */
  head: string
  /** Stands behind the prefix's mark, right before the prefix. */
  lead: string
}

export const NO_SNIPPETS: FramedSnippets = { head: '', lead: '' }

/** The file at the cursor: layouts name it as well, so that the model sees where the others end. */
export interface CurrentFile {
  fileName: string
  language: Language | undefined
}

type Layout = (snippets: readonly Snippet[], file: CurrentFile) => FramedSnippets

/** Requests tell no repository's name, and the layouts want one; llama.cpp sends the like. */
const REPOSITORY = 'project'

const each = (snippets: readonly Snippet[], frame: (snippet: Snippet) => string): string =>
  snippets.map(frame).join('')

const LAYOUTS = {
  // QwenLM/Qwen2.5-Coder, "Repository Level Code Completion", and issue 343 there for FIM with it; read 2026-11-21.
  qwen: (snippets, { fileName }) => ({
    head: `<|repo_name|>${REPOSITORY}\n${each(
      snippets,
      ({ name, content }) => `<|file_sep|>${name}\n${content}\n`,
    )}<|file_sep|>${fileName}\n`,
    lead: '',
  }),
  // StarCoder2's paper, arxiv.org/abs/2402.19173, section 5.1: the file's path is inside of its FIM prefix.
  starcoder: (snippets, { fileName }) => ({
    head: `<repo_name>${REPOSITORY}${each(
      snippets,
      ({ name, content }) => `<file_sep>${name}\n${content}\n`,
    )}<file_sep>`,
    lead: `${fileName}\n`,
  }),
  // ai.google.dev/gemma/docs/formatting, read 2026-11-21, has the separator for several files; the name on a line
  // of its own is from the technical report's figure of a training text.
  codegemma: (snippets, { fileName }) => ({
    head: `${each(
      snippets,
      ({ name, content }) => `${name}\n${content}\n<|file_separator|>`,
    )}${fileName}\n`,
    lead: '',
  }),
  // Codestral learned files behind lines of plus signs; it is what Continue's codestralMultifileFimTemplate sends.
  codestral: (snippets, { fileName }) => ({
    head: '',
    lead: `${each(
      snippets,
      ({ name, content }) => `+++++ ${name}\n${content}\n\n`,
    )}+++++ ${fileName}\n`,
  }),
  // deepseek-ai/DeepSeek-Coder's README, "Repository Level Code Completion": `#name` on a line, then the file.
  deepseek: (snippets, { fileName }) => ({
    head: '',
    lead: `${each(snippets, ({ name, content }) => `#${name}\n${content}\n`)}#${fileName}\n`,
  }),
  /** For families without a layout of their own: comments of the language, which no model takes for this file's code. */
  comments: (snippets, { language }) => {
    const comment = commenter(language)
    return { head: '', lead: each(snippets, (snippet) => comment(snippet)) }
  },
} satisfies Record<string, Layout>

export type SnippetLayout = keyof typeof LAYOUTS

export const frameSnippets = (
  layout: SnippetLayout,
  snippets: readonly Snippet[],
  file: CurrentFile,
): FramedSnippets => (snippets.length > 0 ? LAYOUTS[layout](snippets, file) : NO_SNIPPETS)

/** Most characters that any layout puts around a snippet. */
const MARKS_CHARS = 32
/** The longest line comment, with a blank behind it. */
const COMMENT_CHARS = 4

/** What a snippet takes of the budget, whatever the layout. */
export function framedChars({ name, content }: Snippet): number {
  let lines = 1
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) lines += 1
  return content.length + name.length + MARKS_CHARS + lines * COMMENT_CHARS
}

function commenter(language: Language | undefined): (snippet: Snippet) => string {
  const { lineComment, blockComment } = language ?? {}
  if (lineComment) {
    return ({ name, content }) => `${`${name}:\n${content}`.replace(/^/gm, `${lineComment} `)}\n`
  }
  if (blockComment) {
    const [open, close] = blockComment
    // A comment inside the snippet would end ours.
    return ({ name, content }) => `${open}\n${name}:\n${content.replaceAll(close, '')}\n${close}\n`
  }
  return ({ content }) => `${content}\n`
}
