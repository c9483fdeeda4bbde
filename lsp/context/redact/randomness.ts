// Whether a value that stands under a name like `apiKey` was made by a machine or is a word of the program.

/** Shorter values are too common: versions, identifiers, counters. */
const MIN_RANDOM_CHARS = 8
/**
 * Share of the entropy that a value of that length could have: random hexadecimal of 16 digits has 0.65 and more,
 * `aaaa…` and `abcabc…` much less. Longer values count as 16 characters long, since hexadecimal has no more.
 */
const RANDOM_SHARE = 0.62
const FULL_ENTROPY_CHARS = 16

/** What words of a program are put together from; anything else, such as `!` or `+`, is not made of words. */
const WORDY_CHARS = /^[\w.:/@-]*$/
/** Pieces of camelCase, snake_case and the like. */
const PIECES = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g
/** Random text changes between cases and digits at every second character, words do not. */
const MIN_WORDY_PIECE_CHARS = 3.5
/** `HTTP` and `ASCII` among other words; longer ones stand in upper case alone. */
const MAX_ACRONYM_CHARS = 5
/** `internationalization` is rare; twenty random letters in a row are a key. */
const MAX_WORD_CHARS = 14
/** `length` and `background` have four consonants in a row, but few words do. */
const CONSONANTS = /[bcdfghjklmnpqrstvwxz]{5}|^[bcdfghjklmnpqrstvwxz]{4}/i
const VOWEL = /[aeiouy]/i

/** Shannon entropy in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>()
  for (const ch of value) counts.set(ch, (counts.get(ch) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) {
    const share = count / value.length
    bits -= share * Math.log2(share)
  }
  return bits
}

/** Random by its letters and digits; what is made of words is not. */
export function isRandom(value: string): boolean {
  if (value.length < MIN_RANDOM_CHARS || !/[a-z]/i.test(value) || isWordy(value)) return false
  const most = Math.log2(Math.min(value.length, FULL_ENTROPY_CHARS))
  return entropyOf(value) >= RANDOM_SHARE * most
}

function isWordy(value: string): boolean {
  if (!WORDY_CHARS.test(value)) return false
  const pieces = value.match(PIECES) ?? []
  const words = pieces.filter((piece) => !/\d/.test(piece))
  // `v2`, `sha256`, `part-1-of-3`: words have few numbers among them.
  if (pieces.length - words.length > Math.max(1, words.length / 2)) return false
  const chars = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const hasLower = /[a-z]/.test(value)
  const isMixedUp = words.some(
    (word) => hasLower && word.length > MAX_ACRONYM_CHARS && word === word.toUpperCase(),
  )
  return chars >= MIN_WORDY_PIECE_CHARS * pieces.length && !isMixedUp && words.every(isWord)
}

const isWord = (piece: string): boolean =>
  piece.length <= MAX_WORD_CHARS &&
  !CONSONANTS.test(piece) &&
  (piece.length <= MIN_WORDY_PIECE_CHARS || VOWEL.test(piece))
