// The ordered list of steps between a model's text and a suggestion.
import { beginLine } from './begin-line.ts'
import { closersFor } from './close-brackets.ts'
import { cutAtMarks } from './cut-at-marks.ts'
import { deleteCursorMarks } from './delete-cursor-marks.ts'
import { dropBlank } from './drop-blank.ts'
import { dropEcho } from './drop-echo.ts'
import { dropOrnament } from './drop-ornament.ts'
import { dropThoughts } from './drop-thoughts.ts'
import { EndByRules, type Rule } from './end-by-rules.ts'
import { replaceEscapes } from './replace-escapes.ts'
import { chain, type Step } from './step.ts'
import { stopAtLineEnd } from './stop-at-line-end.ts'
import { stopAtLineRest } from './stop-at-line-rest.ts'
import { stopAtRepeatedChars, stopAtRepeatedLines } from './stop-at-loop.ts'
import { stopAtScopeEnd } from './stop-at-scope-end.ts'
import { stopAtStrayCloser } from './stop-at-stray-closer.ts'
import { stopAtSuffixLine } from './stop-at-suffix-line.ts'
import { stripFence } from './strip-fence.ts'
import { type Asked, type Surroundings, surroundingsOf } from './surroundings.ts'

export { cutAtMarks } from './cut-at-marks.ts'
export { type SchemaMask, schemaUrlMask } from './mask-schema-urls.ts'
export { ownCopy } from './own-copy.ts'
export type { Step } from './step.ts'
export { type Asked, nearOnly } from './surroundings.ts'

/** What is known of the one who wrote the text. */
export interface Habits {
  /** Marks that end its texts. */
  stop: readonly string[]
  /** It writes `\_` for `_`. */
  escapesUnderscores?: true
}

/** Tokens of several families: servers with a wrong template let those of another model through. */
const END_MARKS = [
  ...['<|endoftext|>', '<|end_of_text|>', '<|im_end|>', '<|eot_id|>', '<|EOT|>', '<|fim_pad|>'],
  ...['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|file_separator|>', '<|file_sep|>'],
]

/** Steps hold state: one list for each answer. They hold parts of the texts, too; see `nearOnly`. */
export function postprocessing(habits: Habits, asked: Asked): Step {
  const around = surroundingsOf(asked)
  const isGeneration = asked.kind === 'generation'
  const steps: Step[] = [dropThoughts(), cutAtMarks(marksFor(habits, asked)), deleteCursorMarks()]
  if (habits.escapesUnderscores) steps.push(replaceEscapes())
  if (asked.language?.id !== 'markdown') steps.push(stripFence())
  // Not `around`: a stream may last, and would hold all of it.
  const { code, linePrefix, lineRest } = around
  // A comment may begin with a frame.
  if (code && !code.isInText && !linePrefix.endsWith('/')) steps.push(dropOrnament())
  steps.push(dropEcho(around))
  const finish = (kept: string): string => closersFor({ code, linePrefix, lineRest }, kept)
  steps.push(new EndByRules(around, rulesFor(around), finish))
  steps.push(dropBlank())
  if (isGeneration) steps.push(beginLine(asked.prefix))
  return chain(steps)
}

// Made from constant tables, so sharing it shares no state.
const marks = new WeakMap<Habits, readonly string[]>()

function marksOf(habits: Habits): readonly string[] {
  const known = marks.get(habits) ?? [...habits.stop, ...END_MARKS]
  marks.set(habits, known)
  return known
}

const marksFor = (habits: Habits, { stop }: Asked): readonly string[] =>
  stop && stop.length > 0 ? [...marksOf(habits), ...stop] : marksOf(habits)

/** The suggestion in a whole answer; empty: nothing to suggest. */
export function postprocessed(habits: Habits, asked: Asked, text: string): string {
  const steps = postprocessing(habits, asked)
  return steps.push(text) + steps.end()
}

/**
 * The same for a whole answer of a gateway that is not ours: fences, what stands behind the cursor already and blanks
 * alone go, and how far it writes stays its own affair.
 */
export function tidied(asked: Asked, text: string): string {
  const around = surroundingsOf(asked)
  const rules = [stopAtSuffixLine(around), stopAtLineRest(around), stopAtStrayCloser(around)]
  const steps = asked.language?.id === 'markdown' ? [] : [stripFence()]
  const known = rules.filter((rule) => rule !== undefined)
  const tidying = chain([...steps, new EndByRules(around, known, nothingMore), dropBlank()])
  return tidying.push(text) + tidying.end()
}

const nothingMore = (): string => ''

/** Those that need to know what is open are left out for generations, whose code is not read. */
function rulesFor(around: Surroundings): Rule[] {
  return [
    stopAtRepeatedLines(around.linePrefix),
    stopAtRepeatedChars(),
    stopAtSuffixLine(around),
    stopAtLineRest(around),
    stopAtStrayCloser(around),
    stopAtLineEnd(around),
    stopAtScopeEnd(around),
  ].filter((rule) => rule !== undefined)
}
