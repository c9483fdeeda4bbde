// How sure the engine must be of everything predicted so far: a running probability, the product of
// those of all tokens. Not calibrated. The thresholds were chosen by hand on holes cut out of fastify
// and undici: under 0.4, more of what was shown was wrong and hardly more was right.
const SURE_OF_LINE = 0.4
/** A further line asks for more: it is more to read, and more to delete. */
const SURE_OF_FURTHER_LINE = 0.5

/** `isFurther`: a line with text was predicted before the one that is being judged. */
export function isSure(running: number, { isFurther }: { isFurther: boolean }): boolean {
  return running >= (isFurther ? SURE_OF_FURTHER_LINE : SURE_OF_LINE)
}
