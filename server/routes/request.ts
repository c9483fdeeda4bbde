// From the words of GitLab's requests to a SuggestionRequest, and back to the words of its answers.
import { languageOf, languageOfFile } from '../../grammars/index.ts'
import { MAX_CHOICES } from '../../protocol/index.ts'
import type { NamedModel } from '../selection/named-model.ts'
import {
  type Choice,
  type Instruction,
  NO_INSTRUCTION,
  type SuggestionRequest,
} from '../suggestion.ts'
import type { Note } from '../verbose-log.ts'

export type Maybe<T> = T | null | undefined

export interface RequestWords {
  kind: SuggestionRequest['kind']
  file_name: string
  language_identifier?: Maybe<string>
  content_above_cursor?: Maybe<string>
  content_below_cursor?: Maybe<string>
  context?: Maybe<readonly { name: string; content: string }[]>
  choices_count?: Maybe<number | string>
  instruction?: Instruction | undefined
  namedModel: NamedModel | undefined
  note?: Note | undefined
}

export function suggestionRequest(words: RequestWords): SuggestionRequest {
  const fileName = words.file_name.trim()
  const language = languageOf({ fileName, languageId: words.language_identifier ?? undefined })
  return {
    kind: words.kind,
    fileName,
    language,
    lang: (languageOfFile(fileName) ?? language)?.lang ?? '',
    prefix: words.content_above_cursor ?? '',
    suffix: words.content_below_cursor ?? '',
    snippets: (words.context ?? []).filter(({ content }) => content !== ''),
    instruction: words.instruction ?? NO_INSTRUCTION,
    choices: Math.min(MAX_CHOICES, Math.max(1, Number(words.choices_count ?? 1))),
    namedModel: words.namedModel,
    note: words.note,
  }
}

export const choicesOf = (choices: readonly Choice[]) =>
  choices.map(({ text, finishReason }, index) => ({ text, index, finish_reason: finishReason }))

export const nowSeconds = (): number => Math.floor(Date.now() / 1_000)
