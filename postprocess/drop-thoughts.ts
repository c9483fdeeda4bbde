// Takes off what a model thinks aloud before it answers: servers that do not part the two leave it in the text.
import type { Step } from './step.ts'

/** Qwen 3, DeepSeek R1 and most others; Magistral. */
const MARKS = [
  { opener: '<think>', closer: '</think>' },
  { opener: '[THINK]', closer: '[/THINK]' },
]

/** Thoughts that never end are no answer: whoever asked for a few tokens gets nothing. */
export function dropThoughts(): Step {
  /** What is not decided yet; of thoughts only what their closing mark may begin with. */
  let held = ''
  let closer = ''
  let state: 'before' | 'thinking' | 'behind' | 'answer' = 'before'

  const before = (): string => {
    const start = held.trimStart()
    const mark = MARKS.find(({ opener }) => start.startsWith(opener))
    if (mark) {
      closer = mark.closer
      held = start.slice(mark.opener.length)
      state = 'thinking'
      return thinking()
    }
    return MARKS.some(({ opener }) => opener.startsWith(start)) ? '' : answer(held)
  }
  const thinking = (): string => {
    const at = held.indexOf(closer)
    if (at < 0) {
      held = held.slice(-closer.length)
      return ''
    }
    held = held.slice(at + closer.length)
    state = 'behind'
    return behind()
  }
  /** Blank lines between thoughts and answer go; the answer's own indentation stays. */
  const behind = (): string => (held.trim() === '' ? '' : answer(held.replace(/^\s*\n/, '')))
  const answer = (text: string): string => {
    state = 'answer'
    held = ''
    return text
  }

  return {
    push(text) {
      if (state === 'answer') return text
      held += text
      return { before, thinking, behind }[state]()
    },
    end: () => (state === 'before' ? held : ''),
  }
}
