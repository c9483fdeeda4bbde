// Holes: places in real files whose text is taken out, and what a prompt must hold to fill them.
import { seededRandom } from '../support/random.ts'

export interface SourceFile {
  path: string
  text: string
}

export interface Hole {
  path: string
  prefix: string
  suffix: string
  /** Identifiers of the text taken out that stand nowhere within ten lines. */
  needed: string[]
  /** Those of them that stand in other files only. */
  elsewhere: string[]
}

const NEAR_LINES = 10
const MIN_FILE_LINES = 40
const BLOCK_LINES = 6
/** Files are drawn until there are enough holes, but no further. */
const MAX_TRIES = 40

/** Words of the languages themselves: no model needs to be told. */
const KEYWORDS = new Set(
  (
    'abstract and any as assert async await bool boolean break byte case catch char class const continue def ' +
    'default defer del delete do double elif else elseif end enum except export extends extern false final finally ' +
    'float fn for foreach from fun func function global goto if implements import in include inline instanceof int ' +
    'interface internal is lambda let long match mut namespace new nil none None not null nullptr number object of ' +
    'operator or override package pass private protected pub public raise readonly require return self Self short ' +
    'signed sizeof static std string String struct super switch template this throw throws trait true True False try ' +
    'type typedef typename typeof undefined union unless unsigned use using val var virtual void volatile when where ' +
    'while with yield'
  ).split(' '),
)
const COMMENT_LINE = /^\s*(?:\/\/|\*|#(?!include|define|if|end|else))/
/** What opens prose of several lines, and what ends it. */
const PROSE = [
  { open: '/*', close: '*/' },
  { open: '"""', close: '"""' },
  { open: "'''", close: "'''" },
  { open: '<!--', close: '-->' },
]
const TEXT_LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g

/** Identifiers of code without its comments: texts in quotes are left out, and so are keywords. */
export function identifiersOf(code: string): Set<string> {
  const words = code.replace(TEXT_LITERAL, "''").match(/[A-Za-z_$][\w$]+/g) ?? []
  return new Set(words.filter((word) => !KEYWORDS.has(word)))
}

/** All words, wherever they stand: what a prompt holds. */
export const wordsOf = (text: string): Set<string> => new Set(text.match(/[A-Za-z_$][\w$]+/g) ?? [])

/** `count` holes, half of them one line and half a block; the same for the same seed. */
export function cutHoles(files: readonly SourceFile[], count: number, seed: number): Hole[] {
  const random = seededRandom(seed)
  const places = whereWordsStand(files)
  const candidates = files.filter(({ text }) => text.split('\n').length >= MIN_FILE_LINES)
  const holes: Hole[] = []
  for (let tries = 0; holes.length < count && tries < count * MAX_TRIES; tries++) {
    const file = candidates[Math.floor(random() * candidates.length)]
    const hole = file && cut(file, holes.length % 2 === 0 ? 1 : BLOCK_LINES, random(), places)
    if (hole) holes.push(hole)
  }
  return holes
}

/** Undefined where there is nothing to fill in: blank and comment lines, or nothing but keywords. */
function cut(
  { path, text }: SourceFile,
  lineCount: number,
  where: number,
  places: ReadonlyMap<string, Set<string>>,
): Hole | undefined {
  const lines = text.split('\n')
  const from = Math.floor(where * (lines.length - lineCount))
  const prose = proseLines(lines)
  const truth = lines.slice(from, from + lineCount).filter((_, i) => !prose[from + i])
  if (prose[from] || identifiersOf(truth.join('\n')).size === 0) return
  const near = [
    ...lines.slice(Math.max(0, from - NEAR_LINES), from),
    ...lines.slice(from + lineCount, from + lineCount + NEAR_LINES),
  ]
  const known = wordsOf(near.join('\n'))
  const needed = [...identifiersOf(truth.join('\n'))].filter((word) => !known.has(word))
  const prefix = lines
    .slice(0, from)
    .map((line) => `${line}\n`)
    .join('')
  const suffix = lines.slice(from + lineCount).join('\n')
  const here = wordsOf(`${prefix}\n${suffix}`)
  const elsewhere = needed.filter((word) => !here.has(word) && standsElsewhere(places, word, path))
  return { path, prefix, suffix, needed, elsewhere }
}

/** By line: whether it is a comment or a docstring, or holds a part of one. */
function proseLines(lines: readonly string[]): boolean[] {
  let close: string | undefined
  return lines.map((line) => {
    if (close !== undefined) {
      if (line.includes(close)) close = undefined
      return true
    }
    const start = PROSE.find(({ open }) => line.trimStart().startsWith(open))
    if (start && !line.slice(line.indexOf(start.open) + start.open.length).includes(start.close)) {
      close = start.close
    }
    return start !== undefined || COMMENT_LINE.test(line)
  })
}

function whereWordsStand(files: readonly SourceFile[]): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    for (const word of wordsOf(text)) {
      const holders = places.get(word)
      if (!holders) places.set(word, new Set([path]))
      else if (holders.size < 2) holders.add(path) // Two are enough to know that there is another.
    }
  }
  return places
}

function standsElsewhere(places: ReadonlyMap<string, Set<string>>, word: string, path: string) {
  const holders = places.get(word)
  return holders !== undefined && (holders.size > 1 || !holders.has(path))
}

/** Share of needed identifiers that any prompt could hold: they stand in the file or in another one. */
export function isReachable(hole: Hole, word: string): boolean {
  return hole.elsewhere.includes(word) || wordsOf(`${hole.prefix}\n${hole.suffix}`).has(word)
}
