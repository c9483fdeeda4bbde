// Patterns: JSON that describes JSON. What a pattern does not mention may be anything.
import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from './case.ts'

/** An answer may come this much earlier or later than the time in a pattern. */
const CLOCK_SECONDS = 10

/** Patterns of one word. `$absent` is looked at where members are. */
const WORDS: Record<string, (value: unknown) => boolean> = {
  '*': (value) => value !== undefined,
  $absent: (value) => value === undefined,
  $int: Number.isInteger,
  $string: (value) => typeof value === 'string',
  $array: Array.isArray,
  '$non-empty': (value) => typeof value === 'string' && value.trim() !== '',
}

/** Patterns with an argument: an object with members of these names, all of which must fit. */
const FORMS: Record<string, (value: unknown, argument: Json, path: string) => string[]> = {
  $is: (value, argument, path) =>
    isDeepStrictEqual(value, argument) ? [] : [said(path, argument, value)],
  $each: (value, argument, path) =>
    Array.isArray(value) && value.length > 0
      ? value.flatMap((item, index) => mismatches(item, argument, `${path}.${index}`))
      : [said(path, 'a list with items', value)],
  $some: (value, argument, path) =>
    Array.isArray(value) && value.some((item) => mismatches(item, argument, path).length === 0)
      ? []
      : [said(path, { $some: argument }, value)],
  $unordered: (value, argument, path) =>
    Array.isArray(value) &&
    Array.isArray(argument) &&
    isDeepStrictEqual(sorted(value), sorted(argument))
      ? []
      : [said(path, argument, value)],
  $now: (value, argument, path) =>
    Math.abs(Number(value) - Date.now() / 1000 - Number(argument)) <= CLOCK_SECONDS
      ? []
      : [said(path, `now + ${argument} s`, value)],
  $says: (value, argument, path) =>
    sentences(value).some((sentence) => mismatches(sentence, argument, path).length === 0)
      ? []
      : [said(path, argument, value)],
}

/**
 * Where a value differs from a pattern, one line each; empty when it fits.
 * A string in slashes is a regular expression, one of WORDS or an object with names of FORMS is what those names say.
 * Lists have as many items as their pattern; a list may also be described by an object of its indices.
 */
export function mismatches(value: unknown, pattern: Json, path: string): string[] {
  if (typeof pattern === 'string')
    return fitsText(value, pattern) ? [] : [said(path, pattern, value)]
  if (Array.isArray(pattern)) return listMismatches(value, pattern, path)
  if (pattern === null || typeof pattern !== 'object') {
    return value === pattern ? [] : [said(path, pattern, value)]
  }
  const members = Object.entries(pattern)
  const forms = members.flatMap(([name, argument]) => {
    const form = FORMS[name]
    return form ? [form(value, argument, path)] : []
  })
  return forms.length > 0 ? forms.flat() : memberMismatches(value, pattern, path)
}

function fitsText(value: unknown, pattern: string): boolean {
  const word = WORDS[pattern]
  if (word) return word(value)
  const [, source, flags] = /^\/([\s\S]+)\/([imsu]*)$/.exec(pattern) ?? []
  if (source === undefined) return value === pattern
  return typeof value === 'string' && new RegExp(source, flags).test(value)
}

function listMismatches(value: unknown, pattern: Json[], path: string): string[] {
  if (!Array.isArray(value) || value.length !== pattern.length) return [said(path, pattern, value)]
  return pattern.flatMap((item, index) => mismatches(value[index], item, `${path}.${index}`))
}

function memberMismatches(value: unknown, pattern: JsonObject, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [said(path, pattern, value)]
  const members = new Map<string, unknown>(Object.entries(value))
  return Object.entries(pattern).flatMap(([name, wanted]) =>
    mismatches(members.get(name), wanted, `${path}.${name}`),
  )
}

/** A text, or the `msg` of each problem in a list. */
const sentences = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map((problem: { msg?: unknown }) => problem.msg) : [value]

const sorted = (list: unknown[]): string[] => list.map((item) => JSON.stringify(item)).sort()

const said = (path: string, wanted: Json, value: unknown): string =>
  `${path} should be ${JSON.stringify(wanted)} and is ${JSON.stringify(value) ?? 'absent'}`

/** A pattern for text that contains this. */
export const containing = (text: string): string => `/${escaped(text)}/`
/** A pattern for text that begins with this. */
export const beginning = (text: string): string => `/^${escaped(text)}/`

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
