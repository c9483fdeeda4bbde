// What simpler completers say: copying what followed the longest match, and counting 5-grams.
import type { SourceFile } from './download.ts'
import type { Hole } from './holes.ts'

export type Baseline = (hole: Hole) => string | undefined

const WORDS = /[\p{L}\p{N}_$]+|\n|[^\S\n]+|[^\p{L}\p{N}_$\s]/gu
const ORDER = 5
const MAX_TOKENS = 60
/** Characters of a match that prompt lookup looks for, longest first. */
const LOOKUP_CHARS = [32, 24, 16, 12, 8, 6, 4]

export interface Baselines {
  byName: Record<string, Baseline>
  /** Takes in a file as it is now. */
  take(name: string, text: string): void
  /** Knows these files and no others; cheap where most are the same. */
  sync(files: readonly SourceFile[]): void
}

export function baselinesOn(files: readonly SourceFile[]): Baselines {
  const workspace = new Counted()
  const sync = (now: readonly SourceFile[]): void => {
    const names = new Set(now.map(({ name }) => name))
    for (const name of workspace.names) if (!names.has(name)) workspace.take(name, '')
    for (const { name, text } of now) workspace.take(name, text)
  }
  sync(files)
  return {
    byName: { 'prompt lookup': promptLookup, '5-gram': (hole) => fiveGram(workspace, hole) },
    take: (name, text) => workspace.take(name, text),
    sync,
  }
}

/** The rest of the line behind the nearest place that ends with the same characters. */
function promptLookup({ prefix, suffix }: Hole): string | undefined {
  for (const length of LOOKUP_CHARS) {
    const needle = prefix.slice(-length)
    const before = prefix.lastIndexOf(needle, prefix.length - length - 1)
    const [text, at] = before >= 0 ? [prefix, before] : [suffix, suffix.indexOf(needle)]
    const line = at < 0 ? '' : (text.slice(at + length).split('\n')[0] ?? '').trimEnd()
    if (line !== '') return line
  }
  return undefined
}

/** By context of up to four tokens, by next token: how often. */
type Counts = Map<string, Map<string, number>>

/** Texts and their counts, but for the file that was asked about last: it is counted as it is around the hole. */
class Counted {
  readonly counts: Counts = new Map()
  readonly #texts = new Map<string, string>()
  #left = ''

  get names(): string[] {
    return [...this.#texts.keys()]
  }

  take(name: string, text: string): void {
    const old = this.#texts.get(name) ?? ''
    if (old === text) return
    this.without('')
    count(this.counts, old, -1)
    count(this.counts, text, 1)
    this.#texts.set(name, text)
  }

  /** The counts without a file. */
  without(name: string): Counts {
    if (name === this.#left) return this.counts
    count(this.counts, this.#texts.get(this.#left) ?? '', 1)
    count(this.counts, this.#texts.get(name) ?? '', -1)
    this.#left = name
    return this.counts
  }
}

function count(counts: Counts, text: string, by: number): void {
  const tokens = text.match(WORDS) ?? []
  for (let at = 1; at < tokens.length; at += 1) {
    for (let order = 1; order < ORDER && order <= at; order += 1) {
      const context = tokens.slice(at - order, at).join('')
      const next = counts.get(context) ?? new Map<string, number>()
      const token = tokens[at] ?? ''
      next.set(token, (next.get(token) ?? 0) + by)
      counts.set(context, next)
    }
  }
}

/** Nested caches: at each order the current file first, then the workspace without that file. */
function fiveGram(workspace: Counted, hole: Hole): string | undefined {
  const own: Counts = new Map()
  count(own, hole.prefix, 1)
  count(own, hole.suffix, 1)
  const line = greedy([own, workspace.without(hole.file)], hole.prefix)
  return line === '' ? undefined : line
}

function greedy(nested: readonly Counts[], prefix: string): string {
  const [typed = ''] = /[\p{L}\p{N}_$]*$/u.exec(prefix) ?? []
  const before = prefix.slice(-500 - typed.length, prefix.length - typed.length)
  const tokens = (before.match(WORDS) ?? []).slice(1)
  let line = ''
  for (let said = 0; said < MAX_TOKENS; said += 1) {
    const token = mostFrequent(nested, tokens, said === 0 ? typed : '')
    if (token === undefined || token === '\n') break
    line += token
    tokens.push(token)
  }
  return line.slice(typed.length).trimEnd()
}

function mostFrequent(
  nested: readonly Counts[],
  tokens: readonly string[],
  typed: string,
): string | undefined {
  for (let order = ORDER - 1; order > 0; order -= 1) {
    const context = tokens.slice(-order).join('')
    for (const counts of nested) {
      let best: string | undefined
      let most = 0
      for (const [token, times] of counts.get(context) ?? []) {
        if (times > most && token.startsWith(typed)) [best, most] = [token, times]
      }
      if (best !== undefined) return best
    }
  }
  return undefined
}
