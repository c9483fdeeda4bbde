import { overlap } from './cut-at-marks.ts'
import type { Step } from './step.ts'

/** Some models write where the cursor was, and go on. */
const MARK = '<|cursor|>'

export function deleteCursorMarks(): Step {
  let kept = ''
  return {
    push(text) {
      if (kept === '' && !text.includes('<')) return text
      const all = (kept + text).replaceAll(MARK, '')
      const end = all.length - overlap(all, MARK)
      kept = all.slice(end)
      return all.slice(0, end)
    },
    end: () => kept,
  }
}
