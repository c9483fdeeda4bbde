// One line or many: what stands around the cursor tells how much a completion may be.
import { continuesBlock, opensBlock } from './blocks.ts'
import { firstWord, indentOf, isWord, isWritten } from './characters.ts'
import type { Line, Rule } from './end-by-rules.ts'
import type { Code, Surroundings } from './surroundings.ts'

/** At the end of a line: it goes on. */
const UNFINISHED = /[,([{=+*/%&|^:.\\<?-]\s*$/
/** At the beginning of a line: it goes on with the one before. */
const CONTINUING = '.?&|+=,:%^<>-'
const CLOSING = ')]}'

export function stopAtLineEnd(around: Surroundings): Rule | undefined {
  const { blocks, code, linePrefix, lineRest } = around
  if (!code || !blocks || !isWritten(linePrefix)) return undefined
  if (/[\p{L}\p{N}]/u.test(lineRest)) return oneLine(code)
  const isSingle = !opensBlock(linePrefix) && !code.isInText && code.nesting
  return isSingle ? oneStatement(code, around) : undefined
}

/** With code behind the cursor a completion ends with its line, but not inside brackets of its own. */
function oneLine({ nests }: Code): Rule {
  let isFirst = true
  const depth = nests.length
  return {
    lineEnd(line) {
      const isBegun = isFirst && !isWritten(line.text)
      isFirst = isFirst && isBegun
      if (isBegun || (line.scan?.nests.length ?? 0) > depth) return undefined
      return line.start + line.text.length
    },
    holdFrom: () => undefined,
    end: () => undefined,
  }
}

/**
 * A completion that goes on with a statement ends with it. Whether a line break ends it shows the next line:
 * what is indented more, or begins like the rest of an expression or of a block, belongs to it.
 */
function oneStatement({ nests, lineNests }: Code, { linePrefix, blocks }: Surroundings): Rule {
  const columns = indentOf(linePrefix)
  /** Brackets that were opened on the cursor's line are a part of its statement. */
  const depth = Math.min(nests.length, lineNests.length)
  /** `off`: the text began with a line of its own, for nothing was missing on the cursor's. */
  let state: 'before' | 'in' | 'off' = 'before'
  let previous = linePrefix.trimEnd()

  /** Whether the line may begin something else; a blank one may still become one that does. */
  const isNext = ({ text, nests: open }: Line): boolean =>
    state === 'in' && open.length <= depth && !goesOn(text)
  const goesOn = (text: string): boolean => {
    const word = firstWord(text)
    if (word === '') return UNFINISHED.test(previous)
    if (indentOf(text) > columns || UNFINISHED.test(previous) || continuesBlock(word)) return true
    // What the suffix closes ends the text by another rule.
    if (CLOSING.includes(word) || (word === 'end' && blocks === 'end')) return true
    return !isWord(word.charCodeAt(0)) && CONTINUING.includes(word) && !previous.endsWith(';')
  }
  const cutBefore = (line: Line): number | undefined =>
    isWritten(line.text) && isNext(line) ? line.breakStart : undefined

  return {
    lineEnd(line) {
      if (!isWritten(line.text)) return undefined
      const cut = cutBefore(line)
      if (state === 'before') state = line.start === 0 || goesOn(line.text) ? 'in' : 'off'
      previous = line.text.trimEnd()
      return cut
    },
    holdFrom: (line) => (isNext(line) ? line.breakStart : undefined),
    end: cutBefore,
  }
}
