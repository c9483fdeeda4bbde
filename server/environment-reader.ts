// Turns the texts of the environment into typed values, and gathers all that is wrong with them.
import type { TSchema } from 'typebox'
import { Convert } from 'typebox/value'
import { checker } from '../protocol/index.ts'
import { ENVIRONMENT, type EnvironmentName, FOREIGN_NAMES } from './environment.ts'
import { distance, nearestName } from './nearest-name.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads values by name; `problems` and `notes` grow while reading. */
export function reader(env: Environment) {
  const problems: string[] = []
  const notes: string[] = unknownNames(env).map(noteOnUnknown)

  const read = (name: EnvironmentName): unknown => {
    const schema: TSchema & { default?: unknown } = ENVIRONMENT[name]
    const text = (env[name] ?? env[LOWER_CASE[name] ?? ''])?.trim()
    if (!text) return schema.default
    const value: unknown = Convert(schema, FLAG_WORDS.get(text.toLowerCase()) ?? text)
    const wrong = checker(schema)(value).problems
    if (!wrong) return value
    problems.push(`${name}: ${wrong[0]?.msg}`)
    return schema.default
  }
  const text = (name: EnvironmentName): string => String(read(name))
  const list = (name: EnvironmentName): string[] =>
    text(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')

  return {
    problems,
    notes,
    text,
    number: (name: EnvironmentName): number => Number(read(name)),
    flag: (name: EnvironmentName): boolean => read(name) === true,
    list,
    json<T>(name: EnvironmentName, isValid: (value: unknown) => value is T, preset: T): T {
      const written = text(name)
      if (written === '') return preset
      const value = parsed(written)
      if (isValid(value)) return value
      problems.push(`${name}: must be a JSON object of the form that docs/configuration.md shows`)
      return preset
    },
    /** A URL without its scheme is an old mistake of guides: https is meant. */
    urls: (name: EnvironmentName): string[] =>
      list(name).map((url) => {
        const whole = /^https?:\/\//i.test(url) ? url : `https://${url}`
        if (!URL.canParse(whole)) problems.push(`${name}: "${url}" is not a URL`)
        if (whole !== url) notes.push(`${name}: "${url}" has no scheme; ${whole} is assumed`)
        return whole.replace(/\/+$/, '')
      }),
  }
}

/** Proxy variables are written in lower case at least as often. */
const LOWER_CASE: Readonly<Record<string, string>> = {
  HTTP_PROXY: 'http_proxy',
  HTTPS_PROXY: 'https_proxy',
  NO_PROXY: 'no_proxy',
}

const FLAG_WORDS = new Map([
  ['yes', 'true'],
  ['y', 'true'],
  ['t', 'true'],
  ['on', 'true'],
  ['no', 'false'],
  ['n', 'false'],
  ['f', 'false'],
  ['off', 'false'],
])

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // Not JSON is as wrong as JSON of another form, and is told in the same words.
  }
}

const unknownNames = (env: Environment): string[] =>
  Object.keys(env).filter(
    (name) =>
      /^(AIGW|MIDFILL)_/.test(name) &&
      !Object.hasOwn(ENVIRONMENT, name) &&
      !CLIENT_NAMES.has(name) &&
      !isForeign(name),
  )

/** Read by `midfill complete`, not by the gateway. */
const CLIENT_NAMES = new Set(['MIDFILL_API_KEY'])

/** As many letters as a slip of the fingers changes. */
const SLIP = 3

/** A slip in one of our names may look like a feature that is not here: `AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOT`. */
const isForeign = (name: string): boolean =>
  FOREIGN_NAMES.some((beginning) => name.startsWith(beginning)) &&
  distance(name, nearestTo(name)) > SLIP

const nearestTo = (name: string): string => nearestName(name, Object.keys(ENVIRONMENT))

const noteOnUnknown = (name: string): string =>
  `${name} is not a variable of this gateway; did you mean ${nearestTo(name)}?`
