// Closes what a suggestion has opened and nobody closes: the model was stopped in the middle.
import { TAB_COLUMNS } from './characters.ts'
import { indentOfNest, type Nest, scan } from './scanner.ts'
import type { Surroundings } from './surroundings.ts'

/** What to write behind a suggestion; mostly nothing. */
export function closersFor({ code, linePrefix }: Surroundings, suggestion: string): string {
  // A model that stopped at an opening bracket knows what follows.
  if (!code?.nesting || code.isInText || /[([{]\s*$/.test(suggestion)) return ''
  const text = linePrefix + suggestion
  const { nests, closers, isInLineComment } = scan(code.syntax, text, code.lineNests)
  const { mayClose, mustOpen } = code.nesting
  const expected = code.nests.length - mayClose + mustOpen
  const unclosed = nests.filter(
    (nest, depth) =>
      depth >= expected && nest.at > linePrefix.length && !code.lineNests.includes(nest),
  )
  const lastLine = text.lastIndexOf('\n') + 1
  const isClosable = ({ kind, at }: Nest): boolean =>
    kind === 'bracket' || (kind === 'text' && at > lastLine)
  if (unclosed.length === 0 || isInLineComment || !unclosed.every(isClosable)) return ''
  // What is that wrong is not mended by a bracket.
  if (closers.some(({ isStray }) => isStray)) return ''
  return closersOf(unclosed.reverse(), text)
}

function closersOf(unclosed: readonly Nest[], text: string): string {
  const lastLine = text.lastIndexOf('\n') + 1
  let lineBreak = text.slice(lastLine) === '' ? '' : '\n'
  const tab = /^\t/m.test(text) ? '\t' : ' '.repeat(TAB_COLUMNS)
  let closers = ''
  for (const nest of unclosed) {
    if (nest.mark === '}' && nest.lineStart < lastLine) {
      const columns = indentOfNest(nest)
      closers += lineBreak + tab.repeat(columns / TAB_COLUMNS) + ' '.repeat(columns % TAB_COLUMNS)
      lineBreak = '\n'
    }
    closers += nest.mark
  }
  return closers
}
