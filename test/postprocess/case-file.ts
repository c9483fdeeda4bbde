// The files of test/cases/postprocess/: a line is what stands around the cursor, what a model answers there,
// and what of it is suggested.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { languageOf } from '../../grammars/index.ts'
import { type Asked, postprocessing } from '../../postprocess/index.ts'
import { familyOf } from '../../server/prompts/families.ts'

const FOLDER = join(import.meta.dirname, '..', 'cases', 'postprocess')

export interface PostprocessCase {
  lang: string
  prefix: string
  suffix: string
  kind: 'completion' | 'generation'
  /** A general one where none is named. */
  family?: string
  raw: string
  expected: string
  why: string
}

export const caseFiles = (): string[] => readdirSync(FOLDER).sort()

export const readCases = (file: string): PostprocessCase[] =>
  readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PostprocessCase)

export const writeCases = (file: string, cases: readonly PostprocessCase[]): void =>
  writeFileSync(join(FOLDER, file), cases.map((one) => `${JSON.stringify(one)}\n`).join(''))

export const askedIn = ({ kind, lang, prefix, suffix }: PostprocessCase): Asked => ({
  kind,
  language: languageOf({ languageId: lang }),
  prefix,
  suffix,
})

/** What the pieces of an answer become. */
export function suggested(one: PostprocessCase, pieces: readonly string[]): string {
  const steps = postprocessing(familyOf(one.family ?? 'general'), askedIn(one))
  let text = ''
  for (const piece of pieces) text += steps.push(piece)
  return text + steps.end()
}
