// How languages write text inside code, as far as brackets in it must not count.
import type { Language } from '../grammars/index.ts'
import { ASCII } from './characters.ts'

export interface Quote {
  /** `character`: one character or an escape between two marks; anything else is no quote (`'a` in Rust). */
  readonly kind: 'line' | 'lines' | 'character'
  /** A backslash is a character like any other. */
  readonly isRaw?: true
  /** Three of them open a text of several lines. */
  readonly mayBeTriple?: true
  /** Opens code inside the text, up to its bracket: `${`. */
  readonly codeMark?: string
  /** Directly behind a letter it is an apostrophe. */
  readonly isNoQuoteInWords?: true
}

interface Quoting {
  readonly quotes: Readonly<Record<string, Quote>>
  /** Texts without escapes: Rust's `r#"…"#`, C++'s `R"x(…)x"`, C#'s `@"…"`. */
  readonly raw?: 'hashes' | 'delimiter' | 'at'
  /** `/…/` is a regular expression where no operand stands before it. */
  readonly hasRegex?: true
}

/** What the scanner needs of a language. */
export interface Syntax {
  /** By character code below 128: one of CLASS. All that is beyond ASCII is plain. */
  readonly classes: Uint8Array
  readonly lineComment: string
  readonly blockComment: readonly [open: string, close: string] | undefined
  /** By the code of the mark. */
  readonly quotes: readonly (Quote | undefined)[]
  readonly quoteMarks: readonly string[]
  readonly raw: Quoting['raw']
  readonly hasRegex: boolean
}

export const CLASS = { plain: 0, lineBreak: 1, open: 2, close: 3, quote: 4, mark: 5 } as const

const LINE: Quote = { kind: 'line' }
const TRIPLE: Quote = { kind: 'line', mayBeTriple: true }
const CHARACTER: Quote = { kind: 'character' }
const WORD: Quote = { kind: 'line', isNoQuoteInWords: true }
const HASH_CODE: Quote = { kind: 'line', codeMark: '#{' }
const DOLLAR_CODE: Quote = { kind: 'line', codeMark: '${' }
const DOLLAR_CODE_TRIPLE: Quote = { kind: 'line', mayBeTriple: true, codeMark: '${' }

const C_LIKE: Quoting = { quotes: { '"': LINE, "'": CHARACTER } }
const EITHER: Quoting = { quotes: { '"': LINE, "'": LINE } }
const CPP: Quoting = { ...C_LIKE, raw: 'delimiter' }
const PYTHON: Quoting = { quotes: { '"': TRIPLE, "'": TRIPLE } }
const JVM: Quoting = { quotes: { '"': DOLLAR_CODE_TRIPLE, "'": CHARACTER } }
const SCRIPT: Quoting = {
  quotes: { '"': LINE, "'": WORD, '`': { kind: 'lines', codeMark: '${' } },
  hasRegex: true,
}
const HCL: Quoting = { quotes: { '"': DOLLAR_CODE } }

/** By the `id` of the language. Without a row, C's relatives are read like C, others not at all. */
const QUOTING: Readonly<Record<string, Quoting>> = {
  cpp: CPP,
  cuda: CPP,
  arduino: CPP,
  csharp: { ...C_LIKE, raw: 'at' },
  java: { quotes: { '"': TRIPLE, "'": CHARACTER } },
  apex: EITHER,
  go: { quotes: { '"': LINE, "'": CHARACTER, '`': { kind: 'lines', isRaw: true } } },
  rust: { quotes: { '"': { kind: 'lines' }, "'": CHARACTER }, raw: 'hashes' },
  kotlin: JVM,
  scala: JVM,
  groovy: { quotes: { '"': DOLLAR_CODE_TRIPLE, "'": TRIPLE } },
  swift: { quotes: { '"': { kind: 'line', mayBeTriple: true, codeMark: '\\(' } } },
  dart: { quotes: { '"': DOLLAR_CODE_TRIPLE, "'": DOLLAR_CODE_TRIPLE } },
  javascript: SCRIPT,
  typescript: SCRIPT,
  typescriptreact: SCRIPT,
  python: PYTHON,
  starlark: PYTHON,
  mojo: PYTHON,
  gdscript: PYTHON,
  ruby: { quotes: { '"': HASH_CODE, "'": WORD, '`': HASH_CODE }, hasRegex: true },
  crystal: { quotes: { '"': HASH_CODE, "'": CHARACTER }, hasRegex: true },
  elixir: { quotes: { '"': { ...HASH_CODE, mayBeTriple: true }, "'": WORD } },
  php: { quotes: { '"': LINE, "'": WORD } },
  lua: EITHER,
  luau: EITHER,
  julia: { quotes: { '"': TRIPLE, "'": CHARACTER } },
  r: EITHER,
  sql: EITHER,
  hcl: HCL,
  terraform: HCL,
  json: { quotes: { '"': LINE } },
  jsonc: { quotes: { '"': LINE } },
  css: EITHER,
  scss: EITHER,
  less: EITHER,
}

// Made from constant tables, so sharing it shares no state.
const known = new WeakMap<Language, Syntax>()

/** Undefined: the language is read as prose, in which nothing opens or closes. */
export function syntaxOf(language: Language | undefined): Syntax | undefined {
  if (!language) return undefined
  const quoting = quotingOf(language)
  const syntax = known.get(language) ?? (quoting && syntaxFrom(language, quoting))
  if (syntax) known.set(language, syntax)
  return syntax
}

function quotingOf({ id, blocks, lineComment }: Language): Quoting | undefined {
  return QUOTING[id] ?? (blocks === 'braces' && lineComment === '//' ? C_LIKE : undefined)
}

function syntaxFrom({ lineComment = '', blockComment }: Language, quoting: Quoting): Syntax {
  const classes = new Uint8Array(ASCII)
  const put = (marks: string, value: number): void => {
    for (const mark of marks) classes[mark.charCodeAt(0)] = value
  }
  put(lineComment.slice(0, 1) + (blockComment?.[0] ?? '').slice(0, 1), CLASS.mark)
  if (quoting.hasRegex) put('/', CLASS.mark)
  put(Object.keys(quoting.quotes).join(''), CLASS.quote)
  put('([{', CLASS.open)
  put(')]}', CLASS.close)
  put('\n', CLASS.lineBreak)
  return {
    classes,
    lineComment,
    blockComment,
    quotes: Array.from({ length: ASCII }, (_, code) => quoting.quotes[String.fromCharCode(code)]),
    quoteMarks: Object.keys(quoting.quotes),
    raw: quoting.raw,
    hasRegex: quoting.hasRegex ?? false,
  }
}
