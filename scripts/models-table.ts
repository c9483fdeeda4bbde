// The table of docs/models.md: how each family is asked on each server, as the code does it.

import { FAMILIES, type Family } from '../server/prompts/families.ts'
import type { Prompt } from '../server/prompts/prompt.ts'
import { suggestionPrompt } from '../server/prompts/suggestion-prompt.ts'
import { NO_LIMITS } from '../server/prompts/window.ts'
import { formFor } from '../server/providers/form-for.ts'
import { PROVIDERS, type ProviderName } from '../server/providers/index.ts'
import { NO_INSTRUCTION, type SuggestionRequest } from '../server/suggestion.ts'

export const SERVERS: Record<ProviderName, string> = {
  openai: 'vLLM, TGI, LM Studio',
  ollama: 'Ollama',
  llama_cpp: 'llama.cpp',
  triton: 'Triton',
  mistral: "Mistral's API",
  deepseek: "DeepSeek's API",
  azure: 'Azure OpenAI',
  anthropic: 'Anthropic',
  bedrock: 'Bedrock',
  vertex_ai: 'Vertex AI',
  vertex_ai_claude: 'Vertex AI, Claude',
  vertex_ai_mistral: 'Vertex AI, Mistral',
}
export const KINDS = ['completion', 'generation'] as const
export type Kind = (typeof KINDS)[number]

const CODE = { prefix: 'def add(', suffix: '\nend', fileName: 'a.py', lang: 'py' }

/** The prompt that a family is asked with, in the form that the server's dialect takes. */
export function promptOn(server: ProviderName, family: Family, kind: Kind): Prompt {
  const request: SuggestionRequest = {
    ...CODE,
    kind,
    language: undefined,
    snippets: [],
    instruction: NO_INSTRUCTION,
    choices: 1,
    namedModel: undefined,
  }
  return formFor(PROVIDERS[server], suggestionPrompt(family, request, NO_LIMITS))
}

function wordFor(server: ProviderName, family: Family, kind: Kind): string {
  const { form } = promptOn(server, family, kind)
  return PROVIDERS[server].forms.includes(form) ? form : `${form}, as it can`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export function modelsTable(): string {
  const servers = Object.keys(SERVERS).filter((name): name is ProviderName => name in SERVERS)
  const lines = Object.entries<Family>(FAMILIES).flatMap(([name, family]) =>
    KINDS.map((kind) =>
      row([name, kind, ...servers.map((server) => wordFor(server, family, kind))]),
    ),
  )
  const head = ['family', 'kind', ...Object.values(SERVERS)]
  return [row(head), row(head.map(() => '---')), ...lines].join('\n')
}

const BEGIN = '<!-- table: written by scripts/docs.ts -->\n'
const END = '\n<!-- end of table -->'

/** The page with its table as it is now. */
export function withTable(page: string): string {
  const begin = page.indexOf(BEGIN) + BEGIN.length
  return page.slice(0, begin) + modelsTable() + page.slice(page.indexOf(END))
}
