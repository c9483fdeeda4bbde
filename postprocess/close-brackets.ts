// Closes what a suggestion has opened and nobody closes: the model was stopped in the middle.
import { isWritten, TAB_COLUMNS } from './characters.ts'
import { indentOfNest, type Nest } from './nests.ts'
import { scan } from './scanner.ts'
import type { Surroundings } from './surroundings.ts'

/** Where a model stopped at a bracket or an operator it knows what follows, and a closer mends nothing. */
const IS_MENDABLE = /[\p{L}\p{N}_$)\]};"'`]\s*$/u

/** What to write behind a suggestion; mostly nothing. */
export function closersFor(
  { code, linePrefix, lineRest }: Pick<Surroundings, 'code' | 'linePrefix' | 'lineRest'>,
  suggestion: string,
): string {
  if (!code?.nesting || code.isInText || isWritten(lineRest.replace(/[)\]};,]+/, ''))) return ''
  if (!IS_MENDABLE.test(suggestion)) return ''
  const text = linePrefix + suggestion
  const { nests, closers, isInLineComment } = scan(code.syntax, text, code.lineNests)
  const expected = code.nests.length - code.nesting.mayClose + code.nesting.mustOpen
  const unclosed = nests.filter(
    (nest, depth) =>
      depth >= expected && nest.at > linePrefix.length && !code.lineNests.includes(nest),
  )
  // What is that wrong is not mended by a bracket.
  if (isInLineComment || closers.some(({ isStray }) => isStray)) return ''
  return unclosed.every((nest) => isClosable(nest, text)) ? closersOf(unclosed.reverse(), text) : ''
}

/** A text of several lines or a comment may have been left open on purpose. */
const isClosable = ({ kind, mark, at }: Nest, text: string): boolean =>
  kind === 'bracket' || (kind === 'text' && mark.length === 1 && at > text.lastIndexOf('\n'))

function closersOf(unclosed: readonly Nest[], text: string): string {
  const lastLine = text.lastIndexOf('\n') + 1
  const lineEnd = text[lastLine - 2] === '\r' ? '\r\n' : '\n'
  let lineBreak = text.slice(lastLine) === '' ? '' : lineEnd
  const tab = /^\t/m.test(text) ? '\t' : ' '.repeat(TAB_COLUMNS)
  let closers = ''
  for (const nest of unclosed) {
    if (nest.mark === '}' && nest.lineStart < lastLine) {
      const columns = indentOfNest(nest)
      closers += lineBreak + tab.repeat(columns / TAB_COLUMNS) + ' '.repeat(columns % TAB_COLUMNS)
      lineBreak = lineEnd
    }
    closers += nest.mark
  }
  return closers
}
