// Whether a request is one that a rule is for.
import type { IncomingHttpHeaders } from 'node:http'
import { languageOf } from '../../grammars/index.ts'
import { listOf } from '../config-file/plan.ts'
import type { When } from '../config-file/schema.ts'

/** What rules can look at. A text that is not known is empty. */
export interface Facts {
  readonly kind: 'completion' | 'generation' | 'chat'
  /** `Language.lang`: dialects share it. */
  readonly lang: string
  readonly realm: string
  /** The id of the GitLab instance, and its host. */
  readonly instance: string
  readonly host: string
  readonly user: string
  /** The user agent. */
  readonly client: string
  readonly headers: IncomingHttpHeaders
}

export type Test = (facts: Facts) => boolean

/** A header that is longer is not looked at to its end: a pattern of many stars would take long. */
const MAX_LOOKED_AT_CHARS = 300

/** Made once for a rule; all must hold. */
export function testsOf(when: When): readonly Test[] {
  return [
    oneOf(when.kind, (facts) => facts.kind),
    oneOf(langsOf(when.language), (facts) => facts.lang),
    oneOf(when.realm, (facts) => facts.realm),
    like(
      when.instance,
      (facts) => facts.instance,
      (facts) => facts.host,
    ),
    oneOf(when.user, (facts) => facts.user),
    like(when.client, (facts) => facts.client),
    ...Object.entries(when.header ?? {}).map(([name, values]) => {
      const key = name.toLowerCase()
      return like(values, (facts) => String(facts.headers[key] ?? ''))
    }),
  ].filter((test) => test !== undefined)
}

export function isFitting(tests: readonly Test[], facts: Facts): boolean {
  for (const test of tests) if (!test(facts)) return false
  return true
}

type Words = string | readonly string[] | undefined
type Look = (facts: Facts) => string

function oneOf(words: Words, look: Look): Test | undefined {
  if (words === undefined) return undefined
  const known = new Set(listOf(words))
  return (facts) => known.has(look(facts))
}

function like(words: Words, ...looks: readonly Look[]): Test | undefined {
  if (words === undefined) return undefined
  const patterns = listOf(words).map(patternOf)
  return (facts) =>
    looks.some((look) => {
      const text = look(facts).slice(0, MAX_LOOKED_AT_CHARS)
      return patterns.some((pattern) => pattern.test(text))
    })
}

const langsOf = (words: Words): Words =>
  words && listOf(words).map((name) => languageOf({ languageId: name })?.lang ?? name)

/** `*` is any part; letter case does not matter. */
const patternOf = (text: string): RegExp =>
  new RegExp(`^${text.split(/\*+/).map(escaped).join('.*')}$`, 'i')

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
