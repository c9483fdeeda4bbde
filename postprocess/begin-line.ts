import type { Step } from './step.ts'

/** A generation begins on a line of its own: a prefix that does not end one gets a line break first. */
export function beginLine(prefix: string): Step {
  let isDecided = prefix.endsWith('\n')
  return {
    push(text) {
      if (isDecided || text === '') return text
      isDecided = true
      return text.startsWith('\n') ? text : `\n${text}`
    },
    end: () => '',
  }
}
