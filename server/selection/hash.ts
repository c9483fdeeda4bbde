// A hash that spreads keys evenly and is the same on every replica and in every version: changing it moves people.
// Not for secrets: whoever chooses a key can choose its place.

const LOW = 0x1_0000_0000
/** Both halves of a hash are kept in one number: the largest that a double counts exactly has 53 bits. */
const HIGH_BITS = 0x1f_ffff
const STEPS = 2 ** 53

/** 53 bits of a text. Two lanes of multiply-and-xor, each finished as in MurmurHash3 (public domain, A. Appleby). */
export function hashOf(text: string): number {
  let a = 0x9e37_79b9
  let b = 0x85eb_ca6b
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0xcc9e_2d51)
    b = Math.imul(b ^ unit, 0x1b87_3593)
    a ^= a >>> 15
    b ^= b >>> 13
  }
  return joined(finished(a ^ text.length), finished(b ^ a))
}

/** One hash from two, as good as that of both texts together; the order counts. */
export function mixed(first: number, second: number): number {
  const low = finished(first ^ finished(second))
  const high = finished((first / LOW) ^ Math.imul(second / LOW, 0xcc9e_2d51) ^ low)
  return joined(low, high)
}

/** Above 0 and below 1. */
export const asShare = (hash: number): number => (hash + 0.5) / STEPS

const joined = (low: number, high: number): number => (high & HIGH_BITS) * LOW + (low >>> 0)

function finished(lane: number): number {
  let bits = lane
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35)
  return bits ^ (bits >>> 16)
}
