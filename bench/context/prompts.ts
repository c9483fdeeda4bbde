// Ways to fill a prompt of so many characters: ours and those that it is compared to.
import { shareBudget } from '../../lsp/context/workspace/budget.ts'
import type { Imports } from '../../lsp/context/workspace/import-map.ts'
import { Knowledge } from '../../lsp/context/workspace/knowledge.ts'
import { type Hole, type SourceFile, wordsOf } from './holes.ts'

type ImportsOf = ReadonlyMap<Hole, Imports>
/** Where the files are said to lie. */
const ROOT = '/code/'

/** The text of a prompt: whatever a model would be shown of code. */
export type Strategy = (hole: Hole, maxChars: number) => string

const tail = (text: string, chars: number): string => text.slice(Math.max(0, text.length - chars))

const prefixOnly: Strategy = ({ prefix }, maxChars) => tail(prefix, maxChars)

/** Three to one; what a side does not need is the other's. */
const prefixAndSuffix: Strategy = ({ prefix, suffix }, maxChars) => {
  const suffixChars = Math.min(suffix.length, Math.max(maxChars / 4, maxChars - prefix.length))
  return `${tail(prefix, maxChars - suffixChars)}\n${suffix.slice(0, suffixChars)}`
}

const WINDOW_LINES = 60
const MAX_TABS = 20

/**
 * The best windows of up to 20 files by Jaccard's measure, as Copilot takes them from open tabs. There are no tabs here:
 * the files of the same folder stand for them, then those nearest by path.
 */
function jaccardWindows(files: readonly SourceFile[]): Strategy {
  const windows = new Map(files.map((file) => [file.path, windowsOf(file.text)]))
  return (hole, maxChars) => {
    const { prefixChars, suffixChars, snippetChars } = shareBudget(
      maxChars,
      hole.prefix.length,
      hole.suffix.length,
    )
    const here = wordsOf(hole.prefix.split('\n').slice(-WINDOW_LINES).join('\n'))
    const ranked = tabsFor(hole.path, files)
      .flatMap((path) => best(windows.get(path) ?? [], here))
      .sort((a, b) => b.score - a.score)
    let chosen = ''
    for (const { text } of ranked) chosen += `${text}\n`
    const near = `${tail(hole.prefix, prefixChars)}\n${hole.suffix.slice(0, suffixChars)}`
    return `${chosen.slice(0, snippetChars)}\n${near}`
  }
}

interface Window {
  text: string
  words: Set<string>
}

function windowsOf(text: string): Window[] {
  const lines = text.split('\n')
  const windows: Window[] = []
  for (let from = 0; from < lines.length; from += WINDOW_LINES / 2) {
    const part = lines.slice(from, from + WINDOW_LINES).join('\n')
    windows.push({ text: part, words: wordsOf(part) })
  }
  return windows
}

function best(windows: readonly Window[], here: ReadonlySet<string>) {
  const scored = windows.map(({ text, words }) => ({ text, score: jaccard(words, here) }))
  return scored.sort((a, b) => b.score - a.score).slice(0, 1)
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const word of a) if (b.has(word)) shared++
  return shared / (a.size + b.size - shared || 1)
}

function tabsFor(path: string, files: readonly SourceFile[]): string[] {
  const extension = path.slice(path.lastIndexOf('.'))
  const candidates = files.filter((file) => file.path !== path && file.path.endsWith(extension))
  return candidates
    .map((file) => ({ path: file.path, shared: sharedStart(file.path, path) }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, MAX_TABS)
    .map((tab) => tab.path)
}

/** Folders that two paths have in common. */
function sharedStart(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')]
  let shared = 0
  while (shared < a.length - 1 && a[shared] === b[shared]) shared++
  return shared
}

/** With an index of all files, as after the start of the language server; no file is open. */
function ours(files: readonly SourceFile[], importsOf: ImportsOf): Strategy {
  const knowledge = new Knowledge()
  for (const { path, text } of files) knowledge.index.put(ROOT + path, path, text)
  return (hole, maxChars) => {
    const { path: name, prefix, suffix } = hole
    const path = ROOT + name
    const shares = shareBudget(maxChars, prefix.length, suffix.length)
    // Each hole is a first question: nothing stays from the last one.
    knowledge.setOpen(path, false)
    const imports = importsOf.get(hole)
    const asked = { path, name, prefix, suffix, heldTexts: [], imports, ...shares }
    const pieces = knowledge.snippetsFor(asked).map(({ content }) => content)
    return [...pieces, tail(prefix, shares.prefixChars), suffix.slice(0, shares.suffixChars)].join(
      '\n',
    )
  }
}

export const strategiesOver = (
  files: readonly SourceFile[],
  importsOf: ImportsOf,
): Record<string, Strategy> => ({
  'prefix only': prefixOnly,
  'prefix and suffix': prefixAndSuffix,
  '… and Jaccard windows of 20 files': jaccardWindows(files),
  'midfill without imports': ours(files, new Map()),
  midfill: ours(files, importsOf),
})
