import type { Step } from './step.ts'

/** Mixtral writes Markdown's `\_` for `_`. A backslash at the end of a chunk waits for what follows it. */
export function replaceEscapes(): Step {
  let kept = ''
  return {
    push(text) {
      const all = kept + text
      kept = all.endsWith('\\') ? '\\' : ''
      return all.slice(0, all.length - kept.length).replaceAll('\\_', '_')
    },
    end: () => kept,
  }
}
