// Hides addresses of schemas that a model made up: an editor fetches them as soon as they stand in the file.
import type { Language } from '../grammars/index.ts'
import { jsonSchemaValues, type Span, yamlSchemaValues } from './schema-values.ts'

/** As GitLab's clients know it. */
const PLACEHOLDER = '<YOUR_URL_GOES_HERE>'
const KEY = '$schema'
/** A key that the suggestion gives a value to stands no further back. */
const NEAR_CHARS = 300

export interface SchemaPlace {
  language: Language | undefined
  prefix: string
  suffix: string
}

/** `isWhole`: no more text will come. Of a text that grows, each result begins with the one before. */
export type SchemaMask = (text: string, isWhole: boolean) => string

type FindValues = (prefix: string, text: string, suffix: string) => Span[]

const FORMATS: Readonly<Record<string, FindValues>> = {
  json: jsonSchemaValues,
  jsonc: jsonSchemaValues,
  yaml: yamlSchemaValues,
}

/** Undefined: the language has no schemas that editors fetch. */
export function schemaUrlMask({ language, prefix, suffix }: SchemaPlace): SchemaMask | undefined {
  const valuesIn = FORMATS[language?.id ?? '']
  if (!valuesIn) return undefined
  const isNear = prefix.slice(-NEAR_CHARS).includes(KEY)
  return (text, isWhole) => {
    if (text === '' || !(isNear || text.includes(KEY))) return text
    // The last first: those before keep their places.
    return valuesIn(prefix, text, suffix)
      .reverse()
      .reduce((kept, span) => maskedAt(kept, span, isWhole), text)
  }
}

function maskedAt(text: string, { from, to, leavesLast }: Span, isWhole: boolean): string {
  const end = isWhole && leavesLast ? to - 1 : to
  return text.slice(0, from) + PLACEHOLDER + text.slice(end)
}
