/**
 * One step between a model's text and a suggestion. The same steps run over whole answers and streams:
 * a whole answer is a stream of one chunk, so a stream never shows what the list would have removed.
 */
export interface Step {
  /** Takes text, gives what is certain by now, keeps the rest. */
  push(text: string): string
  /** Gives what was kept: no more text will come. */
  end(): string
}
