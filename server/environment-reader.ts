// Turns the texts of the environment into typed values, and gathers all that is wrong with them.
import type { TSchema } from 'typebox'
import { Convert } from 'typebox/value'
import { checker, distance, nearestName } from '../protocol/index.ts'
import { ENVIRONMENT, type EnvironmentName, FOREIGN_NAMES } from './environment.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads values by name; `problems` and `notes` grow while reading. */
export function reader(env: Environment) {
  const problems: string[] = []
  const notes: string[] = unknownNames(env).map(noteOnUnknown)

  const read = (name: EnvironmentName): unknown => {
    const schema: TSchema & { default?: unknown } = ENVIRONMENT[name]
    const text = unquoted((env[name] ?? env[LOWER_CASE[name] ?? ''] ?? '').trim())
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
    /** An address to listen on; IPv6 in brackets is as one writes it before a port. */
    host: (name: EnvironmentName): string => text(name).replace(/^\[(.*)\]$/, '$1'),
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
        const whole = withScheme(url, 'https')
        const problem = problemWith(whole, url)
        if (problem) problems.push(`${name}: ${problem}`)
        else if (whole !== url) notes.push(`${name}: "${url}" has no scheme; ${whole} is assumed`)
        return whole.replace(/\/+$/, '')
      }),
    /** Of a proxy: with its user and password, which no message repeats. */
    proxy(name: EnvironmentName): string {
      const written = text(name)
      const whole = written && withScheme(written, 'http')
      if (whole === '' || URL.canParse(whole)) return whole
      problems.push(`${name}: is not the URL of a proxy`)
      return ''
    },
  }
}

/** Docker keeps the quotes of an env file, and Compose those of a list: they are no part of what is meant. */
function unquoted(text: string): string {
  const [, , inner] = /^(["'])(.*)\1$/s.exec(text) ?? []
  return inner === undefined ? text : inner.trim()
}

const withScheme = (url: string, scheme: string): string =>
  /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `${scheme}://${url}`

/** The log names these URLs: one that holds a password is none for us, and is not repeated. */
function problemWith(url: string, written: string): string | undefined {
  if (url.includes('@')) return 'a user or password in the URL is not accepted'
  return URL.canParse(url) && /^https?:/i.test(url) ? undefined : `"${written}" is not a URL`
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
