// What an import statement names, as it is written: `./area.ts`, `pkg.mod`, `crate::a::b`.

/** At most so many names of one statement; a longer list is a catalogue. */
const MAX_SPECIFIERS = 50
const MAX_STATEMENT_CHARS = 4_000

type Reader = (statement: string) => string[]

const quoted: Reader = (statement) =>
  [...statement.matchAll(/(['"`])([^'"`\n]+)\1/g)].map((match) => match[2] ?? '')

/** The last quoted text of `import … from '…'`, and each of `require('…')`. */
const ecmaScript: Reader = (statement) => {
  const from = /\bfrom\s*(['"])([^'"\n]+)\1/.exec(statement)?.[2]
  const bare = /^\s*import\s*(['"])([^'"\n]+)\1/.exec(statement)?.[2]
  const called = [...statement.matchAll(/\b(?:require|import)\s*\(\s*(['"`])([^'"`\n]+)\1/g)]
  return [from, bare, ...called.map((match) => match[2])].filter((name) => name !== undefined)
}

/** `from .a import b, c` may name the modules `.a.b` and `.a.c`, too: both are given, the longer first. */
const python: Reader = (statement) => {
  const from = /^\s*from\s+([.\w]+)\s+import\s+([\s\S]+)$/.exec(statement)
  if (!from) {
    const names = /^\s*import\s+([\s\S]+)$/.exec(statement)?.[1] ?? ''
    return names.split(',').map((name) => firstWord(name))
  }
  const [, module = '', imported = ''] = from
  const names = imported
    .replace(/[()\\]|#.*/g, ' ')
    .split(',')
    .map(firstWord)
  const joint = module.endsWith('.') ? '' : '.'
  const longer = names.filter((name) => /^\w+$/.test(name)).map((name) => module + joint + name)
  return [...longer, module]
}

/** `use crate::{a, b::{c, self}}` as paths without braces. */
const rust: Reader = (statement) => {
  const path = /\buse\s+([\s\S]+?);?\s*$/.exec(statement)?.[1]
  return path === undefined ? [] : spread(path.replace(/\s+as\s+\w+/g, '').replace(/\s+/g, ''))
}

/** `use App\{A, B as C};`, and files that are required. */
const php: Reader = (statement) => {
  if (!/^\s*use\b/.test(statement)) return quoted(statement)
  const names = statement.replace(/^\s*use\s+(function\s+|const\s+)?/, '').replace(/;\s*$/, '')
  return spread(names.replace(/\s+as\s+\w+/gi, '').replace(/\s+/g, ''))
}

const java: Reader = (statement) => {
  const name = /^\s*import\s+(?:static\s+)?([\w.]+(?:\.\*)?)/.exec(statement)?.[1]
  return name === undefined ? [] : [name]
}

const cLike: Reader = (statement) => {
  const name = /#\s*(?:include|import)\s*[<"]([^>"\n]+)[>"]/.exec(statement)?.[1]
  return name === undefined ? [] : [name]
}

const READERS: Readonly<Record<string, Reader>> = {
  js: ecmaScript,
  ts: ecmaScript,
  vue: ecmaScript,
  svelte: ecmaScript,
  python,
  go: quoted,
  ruby: quoted,
  java,
  kotlin: java,
  rust,
  c: cLike,
  cpp: cLike,
  php,
}

/** `lang` is the language's word in the registry: its dialects share it. */
export function specifiersOf(lang: string, statement: string): string[] {
  const names = READERS[lang]?.(statement.slice(0, MAX_STATEMENT_CHARS)) ?? []
  return [...new Set(names.filter((name) => name !== ''))].slice(0, MAX_SPECIFIERS)
}

const firstWord = (text: string): string => text.trim().split(/\s/)[0] ?? ''

/** Writes out the braces of `a::{b,c::{d,e}},f`: `a::b`, `a::c::d`, `a::c::e`, `f`. */
function spread(path: string): string[] {
  const outer = splitOutside(path)
  if (outer.length > 1) return outer.flatMap(spread)
  const start = path.indexOf('{')
  if (start === -1) return path === '' ? [] : [path]
  const end = path.lastIndexOf('}')
  const inner = path.slice(start + 1, end > start ? end : path.length)
  return spread(inner).map((part) => path.slice(0, start) + part)
}

function splitOutside(list: string): string[] {
  const parts = ['']
  let depth = 0
  for (const ch of list) {
    if (ch === '{') depth++
    if (ch === '}') depth--
    if (ch === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += ch
  }
  return parts
}
