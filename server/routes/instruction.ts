// What GitLab adds to a generation beside the file -> Instruction.
import type { PromptEnhancer } from '../../protocol/index.ts'
import { type Instruction, NO_INSTRUCTION } from '../suggestion.ts'
import type { Maybe } from './request.ts'

/** `user_instruction` says what the user wants; a `prompt` of its own says it where there is none. */
export function enhancedInstruction(payload: {
  prompt?: Maybe<string>
  prompt_enhancer?: Maybe<PromptEnhancer>
}): Instruction {
  const enhancer = payload.prompt_enhancer
  return {
    ...NO_INSTRUCTION,
    text: enhancer?.user_instruction || payload.prompt || '',
    examples: listOf(enhancer?.examples_array).map(({ example, response }) => ({
      before: example ?? '',
      answer: response ?? '',
    })),
    related: [...listOf(enhancer?.related_files), ...listOf(enhancer?.related_snippets)],
    libraries: listOf(enhancer?.libraries),
  }
}

/**
 * The code above and below the cursor. GitLab sends it twice, the second time cut to its own limit: that one says less,
 * and counts only where it is not a part of the first.
 */
export function codeAround({
  content_above_cursor: above,
  content_below_cursor: below,
  prompt_enhancer: enhancer,
}: {
  content_above_cursor: string | null
  content_below_cursor?: Maybe<string>
  prompt_enhancer?: Maybe<PromptEnhancer>
}) {
  const cutAbove = enhancer?.trimmed_content_above_cursor ?? ''
  const cutBelow = enhancer?.trimmed_content_below_cursor ?? ''
  return {
    content_above_cursor: above?.endsWith(cutAbove) ? above : cutAbove,
    content_below_cursor: below?.startsWith(cutBelow) ? below : cutBelow,
  }
}

/** GitLab writes an empty list as an empty text now and then. */
const listOf = <T>(value: Maybe<T[] | string>): T[] => (Array.isArray(value) ? value : [])
