// How a prompt's characters are shared between the text around the cursor and everything else.

/** About 4,000 model tokens: the prompts that peers send are as long, and small models read them quickly. */
export const DEFAULT_BUDGET_CHARS = 14_000
/** The text around the cursor as it stands; the rest, and what it leaves free, is for chosen pieces. */
const NEAR_SHARE = 0.6
const PREFIX_SHARE_OF_NEAR = 0.7

export interface Shares {
  prefixChars: number
  suffixChars: number
  snippetChars: number
}

/** What one side does not need is the other's, then the snippets'. */
export function shareBudget(totalChars: number, prefix: number, suffix: number): Shares {
  const nearChars = Math.floor(totalChars * NEAR_SHARE)
  const wanted = Math.floor(nearChars * PREFIX_SHARE_OF_NEAR)
  const suffixChars = Math.min(suffix, Math.max(nearChars - wanted, nearChars - prefix))
  const prefixChars = Math.min(prefix, nearChars - suffixChars)
  return { prefixChars, suffixChars, snippetChars: totalChars - prefixChars - suffixChars }
}
