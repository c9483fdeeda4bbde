// The ordered list of steps between a model's text and a suggestion.
import type { Family } from '../prompts/families.ts'
import { beginLine } from './begin-line.ts'
import { cutAtMarks } from './cut-at-marks.ts'
import { dropBlank } from './drop-blank.ts'
import { replaceEscapes } from './replace-escapes.ts'
import type { Step } from './step.ts'
import { stripFence } from './strip-fence.ts'

interface Asked {
  kind: 'completion' | 'generation'
  prefix: string
}

/** Steps hold state: one list for each answer. */
export const postprocessing = (family: Family, { kind, prefix }: Asked): Step =>
  chain([
    cutAtMarks(family.stop),
    ...(family.escapesUnderscores ? [replaceEscapes()] : []),
    stripFence(),
    dropBlank(),
    ...(kind === 'generation' ? [beginLine(prefix)] : []),
  ])

/** The suggestion in a whole answer; empty: nothing to suggest. */
export function postprocessed(family: Family, asked: Asked, text: string): string {
  const steps = postprocessing(family, asked)
  return steps.push(text) + steps.end()
}

function chain(steps: Step[]): Step {
  return {
    push: (text) => steps.reduce((passed, step) => (passed ? step.push(passed) : ''), text),
    end: () => steps.reduce((left, step) => (left ? step.push(left) : '') + step.end(), ''),
  }
}
