// How each model family wants to be asked. A new family is a new row.
import { remembered } from '../remembered.ts'
import type { SnippetLayout } from './file-snippets.ts'

/** How a family joins prefix and suffix. The server's tokenizer adds the begin-of-text token itself. */
export interface FimTemplate {
  order: 'prefix-suffix' | 'suffix-prefix'
  prefixMark: string
  suffixMark: string
  /** Behind both parts; empty where the model starts to fill without it. */
  middleMark: string
  /** How files beside this one stood before it in training. */
  snippets: SnippetLayout
}

/** How a family that was never trained on FIM is shown the gap; see chat-holes.ts. */
export type ChatHole = 'marks' | 'gpt' | 'code-mark' | 'sections'

export interface Family {
  /** What `model.name` says of its completions and generations where GitLab expects a prompt's name. */
  completionTitle: string
  generationTitle: string
  fim?: FimTemplate
  chatHole: ChatHole
  stop: readonly string[]
  /** Prompt and answer together; a model server that was started with less says so. */
  windowTokens: number
  maxCompletionTokens: number
  maxGenerationTokens: number
  /** Undefined: left to the server; some models refuse the parameter. */
  temperature: number | undefined
  /** It writes `\_` where it means `_`. */
  escapesUnderscores?: true
}

const MISTRAL_MARKS = ['[PREFIX]', '[SUFFIX]', '[MIDDLE]', '[INST]', '[/INST]']
const GEMMA_MARKS = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>']
const QWEN_MARKS = [...GEMMA_MARKS, '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>']

const BRACKET_STOPS = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>']
const BRACKET_MARKS: FimTemplate = {
  order: 'prefix-suffix',
  prefixMark: '<fim_prefix>',
  suffixMark: '<fim_suffix>',
  middleMark: '<fim_middle>',
  snippets: 'starcoder',
}

const GENERAL: Family = {
  completionTitle: 'Code Completions',
  generationTitle: 'Code Generations Agent',
  chatHole: 'sections',
  stop: [],
  windowTokens: 32_000,
  maxCompletionTokens: 128,
  maxGenerationTokens: 2_048,
  temperature: 0,
}

export const FAMILIES = {
  // Suffix first: mistral-common's FIM request, `[SUFFIX]…[PREFIX]…` behind the begin token.
  codestral: {
    ...GENERAL,
    completionTitle: 'Codestral 22B Code Completions',
    generationTitle: 'Codestral 22B Code Generations',
    fim: {
      order: 'suffix-prefix',
      prefixMark: '[PREFIX]',
      suffixMark: '[SUFFIX]',
      middleMark: '',
      snippets: 'codestral',
    },
    stop: MISTRAL_MARKS,
    maxCompletionTokens: 64,
    maxGenerationTokens: 256,
    temperature: 0.2,
  },
  // Markers and order: CodeGemma's model card, "Using CodeGemma for fill-in-the-middle".
  codegemma: {
    ...GENERAL,
    completionTitle: 'Codegemma Code Completions',
    generationTitle: 'CodeGemma Generations',
    fim: {
      order: 'prefix-suffix',
      prefixMark: '<|fim_prefix|>',
      suffixMark: '<|fim_suffix|>',
      middleMark: '<|fim_middle|>',
      snippets: 'codegemma',
    },
    stop: [...GEMMA_MARKS, '<|file_separator|>'],
    windowTokens: 8_000,
    maxGenerationTokens: 512,
    temperature: 0.2,
  },
  // Code Llama's paper and model card: `<PRE> prefix <SUF>suffix <MID>`, blanks as in the tokenizer's template.
  codellama: {
    ...GENERAL,
    completionTitle: 'Codellama 13B-Code Code Completions',
    generationTitle: 'Codellama 13B Code Generations',
    fim: {
      order: 'prefix-suffix',
      prefixMark: '<PRE> ',
      suffixMark: ' <SUF>',
      middleMark: ' <MID>',
      snippets: 'comments',
    },
    stop: ['<PRE>', '<SUF>', '<MID>', '<EOT>'],
    windowTokens: 16_000,
    maxGenerationTokens: 256,
    temperature: 0.2,
  },
  // DeepSeek Coder's README, "Code Insertion": the hole stands between prefix and suffix.
  deepseekcoder: {
    ...GENERAL,
    completionTitle: 'DeepSeekCoder Code Completions',
    generationTitle: 'DeepSeekCoder Code Generations',
    fim: {
      order: 'prefix-suffix',
      prefixMark: '<｜fim▁begin｜>',
      suffixMark: '<｜fim▁hole｜>',
      middleMark: '<｜fim▁end｜>',
      snippets: 'deepseek',
    },
    stop: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>', '<|EOT|>'],
    windowTokens: 16_000,
    maxGenerationTokens: 512,
  },
  // Qwen2.5-Coder's README, "File-Level Code Completion (Fill in the middle)".
  'qwen2.5-coder': {
    ...GENERAL,
    completionTitle: 'Qwen2.5-Coder Code Completions',
    generationTitle: 'Qwen2.5-Coder Code Generations',
    fim: {
      order: 'prefix-suffix',
      prefixMark: '<|fim_prefix|>',
      suffixMark: '<|fim_suffix|>',
      middleMark: '<|fim_middle|>',
      snippets: 'qwen',
    },
    stop: QWEN_MARKS,
    maxCompletionTokens: 64,
    maxGenerationTokens: 512,
  },
  // StarCoder2's paper, section 3.3; the tokenizer's special tokens are written with angle brackets only.
  starcoder2: {
    ...GENERAL,
    completionTitle: 'StarCoder2 Code Completions',
    generationTitle: 'StarCoder2 Code Generations',
    fim: BRACKET_MARKS,
    stop: [...BRACKET_STOPS, '<file_sep>', '<repo_name>', '<|endoftext|>'],
    windowTokens: 16_000,
    maxCompletionTokens: 64,
    temperature: 0.2,
  },
  // IBM's Granite code models keep StarCoder's tokenizer and markers (model card, "Fill-in-the-middle").
  'granite-code': {
    ...GENERAL,
    completionTitle: 'Granite Code Completions',
    generationTitle: 'Granite Code Generations',
    fim: { ...BRACKET_MARKS, snippets: 'comments' },
    stop: [...BRACKET_STOPS, '<fim_pad>', '<|endoftext|>'],
    windowTokens: 8_000,
    maxCompletionTokens: 64,
    temperature: 0.2,
  },
  mistral: {
    ...GENERAL,
    completionTitle: 'Mistral 7B Instruct Code Completions',
    generationTitle: 'Mistral 7B Code Generations',
    chatHole: 'marks',
    stop: MISTRAL_MARKS,
    maxCompletionTokens: 64,
    maxGenerationTokens: 256,
  },
  mixtral: {
    ...GENERAL,
    completionTitle: 'Mistral 7B Instruct Code Completions',
    generationTitle: 'Mixtral Code Generations',
    chatHole: 'marks',
    stop: MISTRAL_MARKS,
    maxCompletionTokens: 64,
    maxGenerationTokens: 4_096,
    escapesUnderscores: true,
  },
  llama3: {
    ...GENERAL,
    completionTitle: 'LLaMA3 Code Completions',
    generationTitle: 'LLaMA3 Code Generations',
    chatHole: 'code-mark',
    windowTokens: 8_000,
    maxCompletionTokens: 64,
    maxGenerationTokens: 256,
  },
  gpt: {
    ...GENERAL,
    completionTitle: 'GPT Code Completions',
    generationTitle: 'GPT Code Generations',
    chatHole: 'gpt',
    windowTokens: 64_000,
    maxCompletionTokens: 64,
    maxGenerationTokens: 512,
    temperature: undefined,
  },
  claude_3: { ...GENERAL, windowTokens: 64_000 },
  gemini: { ...GENERAL, windowTokens: 64_000 },
  qwen: { ...GENERAL, windowTokens: 64_000 },
  general: GENERAL,
} satisfies Record<string, Family>

/** Other names that GitLab or model servers use for a row. */
const ALIASES: Readonly<Record<string, Family>> = {
  'qwen2p5-coder-7b': FAMILIES['qwen2.5-coder'],
  qwen2p5_coder: FAMILIES['qwen2.5-coder'],
  starcoder: FAMILIES.starcoder2,
  granite: FAMILIES['granite-code'],
  claude: FAMILIES.claude_3,
}

const ROWS: Readonly<Record<string, Family>> = { ...FAMILIES, ...ALIASES }
export const FAMILY_NAMES: readonly string[] = Object.keys(ROWS)

/** The name of the row that a family belongs to; undefined for one that nobody has heard of. */
export const familyNamed = (name: string): string | undefined =>
  FAMILY_NAMES.filter((row) => name === row || new RegExp(`^${row}[-_:]`).test(name)).sort(
    (a, b) => b.length - a.length,
  )[0]

/**
 * The row of a family as GitLab names it. Names with a size or version behind (`codegemma_7b`, `codestral-2508`)
 * belong to the row they begin with; a name that nobody has heard of is asked as a general chat model.
 */
export const familyOf = remembered((name): Family => {
  const known = familyNamed(name)
  return (known && ROWS[known]) || FAMILIES.general
})

/** Whether the suffix stands before the prefix in a completion's prompt. */
export const isSuffixFirst = ({ fim, chatHole }: Family): boolean =>
  fim ? fim.order === 'suffix-prefix' : chatHole === 'marks' || chatHole === 'sections'
