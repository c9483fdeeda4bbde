/**
 * One step between a model's text and a suggestion. The same steps run over whole answers and streams:
 * a whole answer is a stream of one chunk, so a stream never shows what the list would have removed.
 * A step decides by the characters it has read, never by where a chunk ends, and never throws.
 */
export interface Step {
  /** Takes text, gives what is certain by now, keeps the rest. */
  push(text: string): string
  /** Gives what was kept: no more text will come. */
  end(): string
}

/** Steps one after the other, as one step. */
export function chain(steps: readonly Step[]): Step {
  return {
    push(text) {
      let passed = text
      for (const step of steps) if (passed !== '') passed = step.push(passed)
      return passed
    },
    end() {
      let left = ''
      for (const step of steps) left = (left === '' ? '' : step.push(left)) + step.end()
      return left
    },
  }
}
