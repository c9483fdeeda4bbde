// YAML -> plain data, and where each piece of it stands. The only `yaml`.
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLError,
} from 'yaml'

export type Path = readonly (string | number)[]

/** One-based. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface Misplaced extends Place {
  readonly message: string
}

export interface Parsed {
  readonly value: unknown
  /** Where a piece stands, or where the nearest piece around it does, if it is missing. */
  placeOf(path: Path): Place
  /** Where the name of a member stands. */
  placeOfName(path: Path): Place
}

const FIRST: Place = { line: 1, column: 1 }
/** A file that repeats its anchors more often than this means to harm. */
const MAX_ALIASES = 100

/** All syntax errors at once; without them, the data. Never throws. */
export function parse(text: string): Parsed | { problems: readonly Misplaced[] } {
  const lines = new LineCounter()
  const placeAt = (offset: number | undefined): Place => {
    if (offset === undefined) return FIRST
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
    // What the parser only warns of, such as an unknown tag, is no midfill.yaml either.
    const wrong = [...document.errors, ...document.warnings]
    if (wrong.length > 0) {
      return { problems: distinct(wrong).map(([at, message]) => ({ ...placeAt(at), message })) }
    }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    return {
      value,
      placeOf: (path) => placeAt(offsetOf(document, path, 'value')),
      placeOfName: (path) => placeAt(offsetOf(document, path, 'name')),
    }
  } catch (error) {
    return { problems: [{ ...FIRST, message: reasonOf(error) }] }
  }
}

/** What is wrong at one place, told once: half-closed brackets complain one by one. */
function distinct(wrong: readonly YAMLError[]) {
  if (wrong.some(({ message }) => STACK_ENDED.test(message))) return [[0, TOO_DEEP]] as const
  const told = new Map(
    wrong.map(({ pos: [at], code, message }) => [
      `${at} ${message}`,
      [at, OWN_WORDS[code] ?? message] as const,
    ]),
  )
  return [...told.values()]
}

/** Where the parser's are for who calls it. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'another document begins here; the file must be one',
}
const STACK_ENDED = /call stack/
const TOO_DEEP = 'the file is nested too deeply'

/** The parser calls itself for each level: a deep enough file ends its stack. */
const reasonOf = (error: unknown): string =>
  error instanceof RangeError
    ? TOO_DEEP
    : `the file cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`

function offsetOf(document: Document, path: Path, what: 'value' | 'name'): number | undefined {
  let node: unknown = document.contents
  let offset = startOf(node)
  for (const step of path) {
    const [name, value] = memberOf(isAlias(node) ? node.resolve(document) : node, step)
    if (name === undefined && value === undefined) return offset
    offset = (what === 'name' ? startOf(name) : startOf(value)) ?? startOf(name) ?? offset
    node = value
  }
  return offset
}

function memberOf(node: unknown, step: string | number): [name?: unknown, value?: unknown] {
  if (isSeq(node)) return [undefined, node.items[Number(step)]]
  if (!isMap(node)) return []
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
  return pair ? [pair.key, pair.value ?? undefined] : []
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
