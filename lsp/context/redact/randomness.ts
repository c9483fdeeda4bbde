// Whether a value that stands under a name like `apiKey` was made by a machine or is a word of the program.

/** Shorter values are too common: versions, identifiers, counters. */
const MIN_RANDOM_CHARS = 8
/**
 * Share of the entropy that a value of that length could have: random hexadecimal has 0.8 to 0.95 of it,
 * `aaaa…` and `abcabc…` much less. Longer values count as 16 characters long, since hexadecimal has no more.
 */
const RANDOM_SHARE = 0.78
const FULL_ENTROPY_CHARS = 16
/** `v2`, `sha256`, `part-1-of-3`: words have few groups of digits, random text has one every few characters. */
const MAX_WORDY_DIGIT_GROUPS = 2
/** camelCase has an upper-case letter in four or more; random text every second one. */
const MAX_WORDY_UPPER_SHARE = 0.34
/** `lengths` has four consonants in a row; English has hardly a word with more than that. */
const CONSONANTS = /[bcdfghjklmnpqrstvwxz]{5}/i

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
  const digitGroups = value.match(/\d+/g)?.length ?? 0
  const letters = value.match(/[a-z]/gi)?.length ?? 0
  const upper = value.match(/[A-Z]/g)?.length ?? 0
  const isCased = upper === letters || upper <= letters * MAX_WORDY_UPPER_SHARE
  return digitGroups <= MAX_WORDY_DIGIT_GROUPS && isCased && !CONSONANTS.test(value)
}
