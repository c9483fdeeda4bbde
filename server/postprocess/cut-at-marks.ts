import type { Step } from './step.ts'

/**
 * Ends the text at the first of a family's marker tokens. Servers that know `stop` never send one;
 * some do not, and a marker in the editor is worse than a short suggestion.
 */
export function cutAtMarks(marks: readonly string[]): Step {
  let kept = ''
  let isCut = false
  const longest = Math.max(0, ...marks.map((mark) => mark.length))
  return {
    push(text) {
      if (isCut) return ''
      const all = kept + text
      const at = firstMark(all, marks)
      if (at >= 0) {
        isCut = true
        return all.slice(0, at)
      }
      const keepFrom = startOfPossibleMark(all, marks, longest)
      kept = all.slice(keepFrom)
      return all.slice(0, keepFrom)
    },
    end: () => (isCut ? '' : kept),
  }
}

function firstMark(text: string, marks: readonly string[]): number {
  const places = marks.map((mark) => text.indexOf(mark)).filter((at) => at >= 0)
  return places.length > 0 ? Math.min(...places) : -1
}

/** Where the end of a text might be the beginning of a mark; its length when it is not. */
function startOfPossibleMark(text: string, marks: readonly string[], longest: number): number {
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at += 1) {
    const tail = text.slice(at)
    if (marks.some((mark) => mark.startsWith(tail))) return at
  }
  return text.length
}
