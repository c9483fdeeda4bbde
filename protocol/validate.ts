// The one place where unknown data meets a schema.
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'
import type { Problem } from './errors.ts'
import { explain } from './explain.ts'

export type Checked<T> =
  | { value: T; problems?: undefined }
  | { value?: undefined; problems: Problem[] }

/** Enough for every member of our largest union; the default of 8 would cut the one that was meant. */
const MAX_COMPLAINTS = 200

/**
 * Compiles a schema once, when it is first needed: most programs need few of those that their modules have.
 * The result checks as often as wanted and never throws.
 */
export function checker<S extends TSchema>(schema: S): (value: unknown) => Checked<Static<S>> {
  let compiled: Validator<Record<never, never>, S> | undefined
  return (value) => {
    compiled ??= Compile(schema)
    if (compiled.Check(value)) return { value }
    Settings.Set({ maxErrors: MAX_COMPLAINTS })
    const problems = explain(compiled.Errors(value))
    return { problems: problems.length > 0 ? problems : [UNEXPLAINED] }
  }
}

const UNEXPLAINED: Problem = { loc: [], msg: 'Input cannot be used', type: 'value_error' }
