import type { Step } from './step.ts'

/** Nothing but white space is nothing. */
export function dropBlank(): Step {
  let blank = ''
  let isVisible = false
  return {
    push(text) {
      if (isVisible) return text
      blank += text
      isVisible = /\S/.test(blank)
      return isVisible ? blank : ''
    },
    end: () => '',
  }
}
