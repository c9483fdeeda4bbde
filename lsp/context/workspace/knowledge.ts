// What a workspace knows about a cursor. Pure: it is given texts and gives snippets.
import { BlockIndex } from './block-index.ts'
import { BLOCK_LINES } from './blocks.ts'
import { ImportMap, type Imports, type ProjectFacts } from './import-map.ts'
import { eachWord, lineAt, type Near, nearCursor } from './near.ts'
import { choosePieces, costOf, keyOf, type Piece, piecesOf } from './pieces.ts'
import { priorsFor } from './priors.ts'
import { type Evidence, evidenceFor, likelihood, ownBlocks } from './relevance.ts'
import { SIGNATURE_SHARE, signaturesOf } from './signatures.ts'
import { runsOf, type Snippet, snippetsOf } from './snippets.ts'
import { wordText } from './words.ts'

/** Places of other files that are looked at closely. */
export const FOUND_BLOCKS = 150

export interface Asked {
  /** Absolute. */
  path: string
  name: string
  prefix: string
  suffix: string
  /** How much of each stands in the prompt whatever is chosen, counted from the cursor. */
  prefixChars: number
  suffixChars: number
  snippetChars: number
  /** Further texts that the prompt holds: imports, headers of scopes. */
  heldTexts: readonly string[]
  /** Undefined where nothing is known of its syntax. */
  imports?: Imports | undefined
}

export interface Relations {
  /** Paths that changed together with one in the past. */
  coChanges?(path: string): ReadonlySet<string>
  facts?: ProjectFacts
}

interface Shown {
  keys: Set<string>
  order: string[]
}

const NEVER_SHOWN: Shown = { keys: new Set(), order: [] }
const NO_PATHS: ReadonlySet<string> = new Set()
/** Names of about the four lines on each side of the cursor: what they call is looked up. */
const HEAD_WEIGHT = 0.85
/** Documents whose last snippets are remembered. */
const MAX_SHOWN = 50

export class Knowledge {
  readonly index = new BlockIndex()
  readonly #open = new Set<string>()
  readonly #shown = new Map<string, Shown>()
  readonly #coChanges: (path: string) => ReadonlySet<string>
  readonly #imports: ImportMap

  constructor({ coChanges = () => NO_PATHS, facts }: Relations = {}) {
    this.#coChanges = coChanges
    this.#imports = new ImportMap(this.index, facts)
  }

  setOpen(path: string, isOpen: boolean): void {
    if (isOpen) this.#open.add(path)
    else {
      this.#open.delete(path)
      this.#shown.delete(path)
    }
  }

  /** The most valuable first. Those of the asked file itself come last, nearest to the prompt's prefix. */
  snippetsFor(asked: Asked): Snippet[] {
    const near = nearCursor(asked.prefix, asked.suffix, this.index.table)
    const imported = this.#imports.filesOf(asked.path, asked.name, asked.imports)
    const { evidence, pieces } = this.#survey(asked, near, imported)
    const heads = this.#heads(asked, near, imported)
    const held = this.#held(asked, near)
    for (const { content, fromLine, toLine } of heads) {
      eachWord(content, fromLine, toLine, (word) => held.add(word))
    }
    const last = this.#shown.get(asked.path) ?? NEVER_SHOWN
    const likelihoods = new Map<number, number>()
    const found = choosePieces(pieces, {
      held,
      likelihoodOf: (word) => {
        const known = likelihoods.get(word)
        if (known !== undefined) return known
        const of = evidence.get(word)
        const value = of ? likelihood(of) : 0
        likelihoods.set(word, value)
        return value
      },
      maxChars: asked.snippetChars - heads.reduce((sum, piece) => sum + costOf(piece), 0),
      staying: last.keys,
    })
    const chosen = [...heads, ...found]
    const own = chosen.filter((piece) => piece.path === asked.path)
    const others = chosen.filter((piece) => piece.path !== asked.path)
    const snippets = snippetsOf(others, last.order)
    this.#remember(asked.path, others, snippets)
    const { path, name } = asked
    return [...snippets, ...runsOf(own).map((content) => ({ path, name, content }))]
  }

  /** What speaks for each word that could be shown, and the pieces that could show it. */
  #survey(
    asked: Asked,
    near: Near,
    imported: readonly string[],
  ): { evidence: Map<number, Evidence>; pieces: Piece[] } {
    const circumstances = {
      isOpen: (path: string) => this.#open.has(path),
      coChanged: this.#coChanges(asked.path),
      imported: new Set(imported),
    }
    const found = this.index.search({
      words: near.wideQuery,
      priorOf: priorsFor(asked.path, near, circumstances),
      count: FOUND_BLOCKS,
    })
    const own = ownBlocks(near, BLOCK_LINES, this.index)
    const [fromLine, toLine] = contiguous(asked, near)
    const self = { path: asked.path, name: asked.name, content: near.live }
    const ownPieces = own
      .flatMap((block) => piecesOf(self, block))
      .filter((piece) => piece.toLine <= fromLine || piece.fromLine >= toLine)
    const pieces = [...found.flatMap((block) => piecesOf(block.file, block)), ...ownPieces]
    return { evidence: evidenceFor(near, found, own, this.index), pieces }
  }

  /** What the code around the cursor calls, as the imported files define it. */
  #heads({ snippetChars }: Asked, near: Near, imported: readonly string[]): Piece[] {
    const files = imported.flatMap((path) => this.index.file(path) ?? [])
    if (files.length === 0) return []
    const nearest = [...near.query].filter(([, weight]) => weight >= HEAD_WEIGHT)
    const names = nearest.sort(([, a], [, b]) => b - a).map(([word]) => word)
    return signaturesOf(
      names.map((word) => this.index.table.names[word] ?? ''),
      files,
      snippetChars * SIGNATURE_SHARE,
    )
  }

  #held(asked: Asked, near: Near): Set<number> {
    const held = new Set(near.held)
    const [fromLine, toLine] = contiguous(asked, near)
    eachWord(near.live, fromLine, toLine, (word) => held.add(word))
    for (const text of asked.heldTexts) {
      for (const word of wordText(text, this.index.table).words) held.add(word)
    }
    return held
  }

  #remember(path: string, others: readonly Piece[], snippets: readonly Snippet[]): void {
    this.#shown.delete(path)
    const order = snippets.map((snippet) => snippet.path)
    this.#shown.set(path, { keys: new Set(others.map(keyOf)), order })
    const [oldest] = this.#shown.keys()
    if (this.#shown.size > MAX_SHOWN && oldest !== undefined) this.#shown.delete(oldest)
  }
}

/** The lines around the cursor that the prompt holds as they are: first, and the one after the last. */
function contiguous(asked: Asked, { live }: Near): [number, number] {
  const from = Math.max(0, asked.prefix.length - asked.prefixChars)
  const to = asked.prefix.length + Math.min(asked.suffixChars, asked.suffix.length)
  const first = lineAt(live, from)
  const isWhole = (live.lineStarts[first] ?? 0) === from
  const last = lineAt(live, to)
  return [isWhole ? first : first + 1, to === live.text.length ? live.lineCount : last]
}
