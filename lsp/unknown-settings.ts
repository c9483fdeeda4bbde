// Names among the settings that nobody reads: a slip of the fingers, or a setting of another version.
import { distance, nearestName, SETTINGS_SECTION } from '../protocol/index.ts'
import { withoutDots } from './dotted-names.ts'
import { isObject } from './is-object.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

/** As many letters as a slip changes in a name. */
const SLIP = 2
/** Where nothing else tells that the settings are ours, and not those of another server. */
const SLIGHT_SLIP = 1
const LONGEST_NAME_CHARS = 80
/** More slips are told once these are mended. */
const MOST_NAMES = 10

/** What editors keep in the section for themselves. */
const EDITORS_OWN: ReadonlySet<string> = new Set(['trace'])

/** By the name of each section, or of a member that is known without it: what it should be called. */
const TOP_NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(DEFAULT_SETTINGS).flatMap(([section, members]) =>
    Object.keys(members).map((name): [string, string] => [name, `${section}.${name}`]),
  ),
  ...[...Object.keys(DEFAULT_SETTINGS), SETTINGS_SECTION].map((name): [string, string] => [
    name,
    name,
  ]),
])

const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(DEFAULT_SETTINGS).map(([section, members]) => [section, Object.keys(members)]),
)

interface Unknown {
  /** With the section before it. */
  name: string
  /** What was meant, in the same form; undefined: nothing is near. */
  meant?: string | undefined
  /** Letters from one to the other. */
  letters: number
}

/** Sentences about names that are no settings, in what an editor sent: the section itself, or an object that holds it. */
export function unknownSettings(sent: unknown): string[] {
  if (!isObject(sent)) return []
  const whole = withoutDots(sent)
  const own = SETTINGS_SECTION in whole ? whole[SETTINGS_SECTION] : whole
  if (!isObject(own)) return []
  const members = withoutDots(own)
  const isOurs = own !== whole || Object.keys(members).some((name) => MEMBERS.has(name))
  return unknownIn(members)
    .filter(({ letters }) => isOurs || letters <= SLIGHT_SLIP)
    .slice(0, MOST_NAMES)
    .map(sentence)
}

function unknownIn(members: object): Unknown[] {
  return Object.entries(members).flatMap(([name, value]) => {
    if (name.startsWith('[')) return isObject(value) ? inLanguage(name, value) : []
    const known = MEMBERS.get(name)
    if (known) return isObject(value) ? inSection(name, value, known) : []
    if (EDITORS_OWN.has(name)) return []
    const near = slipOf(name, [...TOP_NAMES.keys()])
    return [{ ...near, name, meant: near.meant && TOP_NAMES.get(near.meant) }]
  })
}

const inLanguage = (language: string, value: object): Unknown[] =>
  unknownIn(withoutDots(value)).map(({ name, meant, letters }) => ({
    name: `${language}.${name}`,
    meant: meant && `${language}.${meant}`,
    letters,
  }))

const inSection = (section: string, value: object, known: readonly string[]): Unknown[] =>
  Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const { meant, letters } = slipOf(name, known)
      return { name: `${section}.${name}`, meant: meant && `${section}.${meant}`, letters }
    })

function slipOf(name: string, known: readonly string[]): { meant?: string; letters: number } {
  const written = name.slice(0, LONGEST_NAME_CHARS)
  const near = nearestName(written, known)
  const letters = distance(written.toLowerCase(), near.toLowerCase())
  return letters <= SLIP ? { meant: near, letters } : { letters }
}

function sentence({ name, meant }: Unknown): string {
  if (meant === SETTINGS_SECTION) return `${name} is no setting; did you mean ${meant}?`
  const said = `${SETTINGS_SECTION}.${name.slice(0, LONGEST_NAME_CHARS)} is no setting`
  return meant ? `${said}; did you mean ${SETTINGS_SECTION}.${meant}?` : `${said} of this server.`
}
