import type { Step } from './step.ts'

/**
 * A generation begins on a line of its own: a prefix that does not end one gets a line break first.
 * Where only the indentation stands on the line, it is the generation's own already.
 */
export function beginLine(prefix: string): Step {
  const lineEnd = prefix.lastIndexOf('\n')
  let isDecided = lineEnd >= 0 && prefix.slice(lineEnd + 1).trim() === ''
  return {
    push(text) {
      if (isDecided || text === '') return text
      isDecided = true
      return text.startsWith('\n') ? text : `\n${text}`
    },
    end: () => '',
  }
}
