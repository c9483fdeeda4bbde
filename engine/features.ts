// What is known of each candidate, as numbers.
import { type Ballot, FILE, IS_ABOVE, IS_BELOW, MAX_CANDIDATES, WORKSPACE } from './ballot.ts'
import { isWordChar } from './lexer.ts'
import { REPEAT_FEATURES } from './repeats.ts'
import { isBreak, type Vocabulary } from './vocabulary.ts'
import { LINE_FEATURES } from './whole-lines.ts'

/** Numbers that describe a candidate, in the order that `describe` writes them. */
export const FEATURES = [
  'log file',
  'log workspace',
  'log both',
  'log alike',
  'alike',
  'file leads',
  'workspace leads',
  'file match',
  'workspace match',
  'shorter in file',
  'shorter in workspace',
  'far in file',
  'is break',
  'is bracket',
  'is word',
  'word not in file',
  'length left',
  'follows',
  'renamed',
  'renamed match',
  'word far',
  'quote',
  'name is alone',
  'word below only',
  'word above only',
  ...REPEAT_FEATURES,
  ...LINE_FEATURES,
] as const
/** Numbers that describe what no candidate has, in the order that `describeNone` writes them. */
export const NONE_FEATURES = [
  'bias',
  'best',
  'best alike',
  'file match',
  'workspace match',
  'typed',
  'line start',
  'written',
  'on path',
] as const

/** Below this a blended probability says nothing. */
const FLOOR = 1e-4
const LONGEST_MATCH = 16
const CLOSERS = ')]};,'
const QUOTES = '"\'`'

export interface Scene {
  vocabulary: Vocabulary
  /** Length of the word's beginning that is typed; 0 where a new word may begin. */
  typedChars: number
  /** The token that stands next behind the cursor's line, breaks left out; 0: none. */
  following: number
  /** What `Repeats` says of each candidate. */
  repeats: Float64Array
  /** What `WholeLines` says of each candidate, and of the line so far. */
  lines: Float64Array
  onPath: number
  /** Tokens of the line so far. */
  written: number
  renamed: { shares: Float64Array; matches: Float64Array }
}

/** Where features are written. */
export interface Page {
  out: Float64Array
  from: number
}

/** Writes the features of candidate `at`, in the order of `FEATURES`. */
export function describe(ballot: Ballot, at: number, scene: Scene, page: Page): void {
  describeVotes(ballot, at, page)
  describeToken(ballot, at, scene, page)
}

/** Of `FEATURES`, those that `describeVotes` writes. */
const VOTE_FEATURES = 11

function describeVotes(ballot: Ballot, at: number, { out, from }: Page): void {
  const file = ballot.blended[at] ?? 0
  const workspace = ballot.blended[MAX_CANDIDATES + at] ?? 0
  const alike = ballot.alike[at] ?? 0
  const fileMatch = logMatch(ballot.matchOf(FILE, at))
  const workspaceMatch = logMatch(ballot.matchOf(WORKSPACE, at))
  out[from] = Math.log(file + FLOOR)
  out[from + 1] = Math.log(workspace + FLOOR)
  out[from + 2] = Math.log((file + workspace) / 2 + FLOOR)
  out[from + 3] = Math.log(alike + FLOOR)
  out[from + 4] = alike
  out[from + 5] = ballot.leading[at] ?? 0
  out[from + 6] = ballot.leading[MAX_CANDIDATES + at] ?? 0
  out[from + 7] = fileMatch
  out[from + 8] = workspaceMatch
  out[from + 9] = fileMatch - logMatch(ballot.longest[FILE] ?? 0)
  out[from + 10] = workspaceMatch - logMatch(ballot.longest[WORKSPACE] ?? 0)
}

function describeToken(ballot: Ballot, at: number, scene: Scene, page: Page): void {
  const { out } = page
  const from = page.from + VOTE_FEATURES
  const id = ballot.ids[at] ?? 0
  const first = scene.vocabulary.firstCharOf(id)
  const isWord = isWordChar(first)
  const distance = ballot.distances[at] ?? -1
  const far = distance < 0 ? 0 : Math.log2(1 + distance) / 10
  out[from] = far
  out[from + 1] = Number(isBreak(id))
  out[from + 2] = Number(first !== 0 && CLOSERS.includes(String.fromCharCode(first)))
  out[from + 3] = Number(isWord)
  out[from + 4] = Number(isWord && distance < 0)
  out[from + 5] = lengthLeft(scene, id)
  out[from + 6] = Number(id === scene.following)
  out[from + 7] = scene.renamed.shares[at] ?? 0
  out[from + 8] = logMatch(scene.renamed.matches[at] ?? 0)
  out[from + 9] = isWord ? far : 0
  out[from + 10] = Number(QUOTES.includes(String.fromCharCode(first)))
  out[from + 11] = Number(isWord && ballot.matchOf(FILE, at) === 0)
  out[from + 12] = Number(isWord && ballot.sides[at] === IS_BELOW)
  out[from + 13] = Number(isWord && ballot.sides[at] === IS_ABOVE)
  for (let i = 0; i < REPEAT_FEATURES.length; i++)
    out[from + 14 + i] = scene.repeats[at * REPEAT_FEATURES.length + i] ?? 0
  for (let i = 0; i < LINE_FEATURES.length; i++)
    out[from + 14 + REPEAT_FEATURES.length + i] = scene.lines[at * LINE_FEATURES.length + i] ?? 0
}

/** Characters that a word in progress still needs, in tens. */
function lengthLeft({ vocabulary, typedChars }: Scene, id: number): number {
  return typedChars === 0 ? 0 : Math.min(2, (vocabulary.lengthOf(id) - typedChars) / 10)
}

export function describeNone(ballot: Ballot, scene: Scene, out: Float64Array): void {
  let best = 0
  let bestAlike = 0
  for (let at = 0; at < ballot.count; at++) {
    const both = (ballot.blended[at] ?? 0) + (ballot.blended[MAX_CANDIDATES + at] ?? 0)
    best = Math.max(best, both / 2)
    bestAlike = Math.max(bestAlike, ballot.alike[at] ?? 0)
  }
  out[0] = 1
  out[1] = Math.log(best + FLOOR)
  out[2] = bestAlike
  out[3] = logMatch(ballot.longest[FILE] ?? 0)
  out[4] = logMatch(ballot.longest[WORKSPACE] ?? 0)
  out[5] = Math.min(8, scene.typedChars) / 4
  out[6] = Number(scene.written === 0)
  out[7] = Math.log2(1 + scene.written) / 3
  out[8] = scene.onPath
}

const logMatch = (match: number): number => Math.log2(1 + Math.min(match, LONGEST_MATCH))
