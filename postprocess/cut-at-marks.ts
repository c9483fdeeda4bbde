import type { Step } from './step.ts'

/**
 * Ends the text at the first of some marker tokens. Servers that know `stop` never send one;
 * some do not, and a marker in the editor is worse than a short suggestion.
 */
export function cutAtMarks(marks: readonly string[]): Step {
  const firsts = firstCharacters(marks)
  let kept = ''
  let isCut = false
  return {
    push(text) {
      if (isCut) return ''
      // Few marks begin differently, and code has few of these characters.
      if (kept === '' && !firsts.some((first) => text.includes(first))) return text
      const all = kept + text
      const at = firstMark(all, marks)
      isCut = at >= 0
      const end = isCut ? at : startOfPossibleMark(all, marks)
      kept = isCut ? '' : all.slice(end)
      return all.slice(0, end)
    },
    end: () => kept,
  }
}

const known = new WeakMap<readonly string[], readonly string[]>()

function firstCharacters(marks: readonly string[]): readonly string[] {
  const firsts = known.get(marks) ?? [...new Set(marks.map((mark) => mark.charAt(0)))]
  known.set(marks, firsts)
  return firsts
}

function firstMark(text: string, marks: readonly string[]): number {
  let first = -1
  for (const mark of marks) {
    const at = text.indexOf(mark)
    if (at >= 0 && (first < 0 || at < first)) first = at
  }
  return first
}

/** Where the end of a text might be the beginning of a mark; its length when it is not. */
function startOfPossibleMark(text: string, marks: readonly string[]): number {
  let start = text.length
  for (const mark of marks) start = Math.min(start, text.length - overlap(text, mark))
  return start
}

/** How many characters at the end of a text a mark begins with, at most all but its last. */
export function overlap(text: string, mark: string): number {
  const first = mark.charCodeAt(0)
  const last = Math.max(0, text.length - mark.length + 1)
  for (let at = last; at < text.length; at += 1) {
    if (text.charCodeAt(at) === first && mark.startsWith(text.slice(at))) return text.length - at
  }
  return 0
}
