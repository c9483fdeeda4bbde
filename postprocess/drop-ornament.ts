import type { Step } from './step.ts'

/** Five asterisks in code are no power of anything: the model draws a frame, and means nothing by it. */
const ORNAMENT = /^\s*\*{5}/
const MAYBE_ORNAMENT = /^\s*\*{0,4}$/

/** A text that begins so is none. */
export function dropOrnament(): Step {
  let head = ''
  let state: 'undecided' | 'kept' | 'dropped' = 'undecided'
  return {
    push(text) {
      if (state === 'kept') return text
      if (state === 'dropped') return ''
      head += text
      if (MAYBE_ORNAMENT.test(head)) return ''
      state = ORNAMENT.test(head) ? 'dropped' : 'kept'
      return state === 'kept' ? head : ''
    },
    end: () => (state === 'undecided' ? head : ''),
  }
}
