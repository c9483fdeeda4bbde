// Pieces of a few lines, and which of them tell the model most of what it may need for what they cost.
import type { FoundBlock } from './block-search.ts'
import { eachWord } from './near.ts'
import type { OwnBlock } from './relevance.ts'
import type { WordedText } from './words.ts'

/** Three lines are still code that one can read; single lines would find 2 % more names. */
export const PIECE_LINES = 3
/** Of lines this long only few words matter, and all would be paid for. */
const MAX_LINE_CHARS = 400
/** What a piece costs beyond its text: the break, and the gap that a reader must see. */
const GAP_CHARS = 4
/** What the first piece of a file costs: its name. */
const NAME_CHARS = 25
/** What was shown with the last question stays while it is nearly as good: prompts that begin alike are cached. */
const STAYING_BONUS = 1.25
/** Expected new words for a character below which a piece only makes the prompt longer (measured: at 8,000 tokens). */
const MIN_RATE = 5e-6

export interface Piece {
  /** Absolute path of its file. */
  path: string
  /** What others may see of it. */
  name: string
  content: WordedText
  fromLine: number
  toLine: number
  chars: number
}

export function piecesOf(
  source: Pick<Piece, 'path' | 'name' | 'content'>,
  { fromLine, toLine }: FoundBlock | OwnBlock,
): Piece[] {
  const { path, name, content } = source
  const { lineStarts } = content
  const pieces: Piece[] = []
  for (let from = fromLine; from < toLine; from += PIECE_LINES) {
    const to = Math.min(from + PIECE_LINES, toLine)
    const chars = (lineStarts[to] ?? 0) - (lineStarts[from] ?? 0)
    if (chars > MAX_LINE_CHARS * PIECE_LINES) continue
    pieces.push({ path, name, content, fromLine: from, toLine: to, chars })
  }
  return pieces
}

/** What the first piece of a file takes from the budget. */
export const costOf = ({ chars }: Piece): number => chars + GAP_CHARS + NAME_CHARS

export const keyOf = ({ path, fromLine }: Piece): string => `${path}:${fromLine}`

export interface Choice {
  /** Words that the prompt holds already; those of chosen pieces are added. */
  held: Set<number>
  likelihoodOf(word: number): number
  maxChars: number
  /** Keys of the pieces that the last question had. */
  staying: ReadonlySet<string>
}

interface Offer {
  piece: Piece
  /** Expected new words for a character; an upper limit, since others may have brought some since. */
  rate: number
  bonus: number
}

/**
 * Takes the piece with the most expected new words for its characters, again and again, until `maxChars` are used.
 * What a piece brings only shrinks as others are taken, so only the best offer has to be looked at anew.
 */
export function choosePieces(pieces: readonly Piece[], choice: Choice): Piece[] {
  const offers: Offer[] = []
  for (const piece of pieces) {
    const bonus = choice.staying.has(keyOf(piece)) ? STAYING_BONUS : 1
    const rate = rateOf(piece, choice) * bonus
    if (rate > MIN_RATE) offers.push({ piece, rate, bonus })
  }
  offers.sort((a, b) => a.rate - b.rate)
  const chosen: Piece[] = []
  const paths = new Set<string>()
  let left = choice.maxChars
  for (let offer = offers.pop(); offer && left > 0; offer = offers.pop()) {
    const rate = rateOf(offer.piece, choice) * offer.bonus
    if (rate < offer.rate) {
      offer.rate = rate
      putBack(offers, offer)
      continue
    }
    const { piece } = offer
    const cost = piece.chars + GAP_CHARS + (paths.has(piece.path) ? 0 : NAME_CHARS)
    if (cost > left) continue
    left -= cost
    paths.add(piece.path)
    chosen.push(piece)
    eachWord(piece.content, piece.fromLine, piece.toLine, (word) => choice.held.add(word))
  }
  return chosen
}

function rateOf({ content, fromLine, toLine, chars }: Piece, choice: Choice): number {
  let gain = 0
  const start = content.wordStarts[fromLine] ?? 0
  const end = content.wordStarts[toLine] ?? start
  for (let at = start; at < end; at++) {
    const word = content.words[at] ?? 0
    if (!choice.held.has(word) && !isRepeated(content.words, start, at)) {
      gain += choice.likelihoodOf(word)
    }
  }
  return gain / (chars + GAP_CHARS)
}

/** A piece has few words: looking back is quicker than a set. */
function isRepeated(words: Int32Array, from: number, at: number): boolean {
  for (let i = from; i < at; i++) if (words[i] === words[at]) return true
  return false
}

/** Into its place among offers that ascend by rate; what brings nothing any more is dropped. */
function putBack(offers: Offer[], offer: Offer): void {
  if (offer.rate <= MIN_RATE) return
  let [low, high] = [0, offers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((offers[middle]?.rate ?? 0) < offer.rate) low = middle + 1
    else high = middle
  }
  offers.splice(low, 0, offer)
}
