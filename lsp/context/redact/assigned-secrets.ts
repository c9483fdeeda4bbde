// Values assigned to a name that says what they are: `apiKey = "…"`, `password: "…"`, `DB_PASSWORD=…`.
import { isRandom } from './randomness.ts'
import type { Span } from './spans.ts'

const NAME =
  /(?:passw(?:or)?d|passphrase|passcode|pass|pwd|secret|token|credential|key|auth|bearer)[\w.-]{0,40}/gi

/** At most one line break: the search of changed lines looks one line back. */
const GAP = String.raw`[^\S\n]{0,8}(?:\n[^\S\n]{0,40})?`

/** What may stand between a name and its quoted value, types and calls included: `: string = `, `', '`, `"] = b`. */
const SIGN = String.raw`:[^\S\n]{0,4}[&\w][\w' .<>&]{0,24}=|:=|=>|[!=]?={1,2}|:|,|\|\||\?\?|>|\(|[^\S\n]value[^\S\n]?=|(?<=[^\S\n])(?=['\"])`
const QUOTED = new RegExp(
  String.raw`\\?["'\x60]?\]?\)?[^\S\n]{0,8}(?<sign>${SIGN})${GAP}\(?${GAP}[bBrRuUfF@$]{0,2}\\?["'\x60]{1,3}(?<secret>[^"'\x60\s\\]{4,512})(?=\\?["'\x60])`,
  'dy',
)

/** In configuration: the value ends with the word. A call or an index behind it makes it code. */
const BARE =
  /["'`]?[^\S\n]{0,4}(?<sign>[=:>])[^\S\n]{0,4}(?<secret>[^\s"'`;,()<>{}[\]\\]{4,512})(?=[\s"'`;,&<]|$)/dy

const PASSWORD_NAME = /(?:passw(?:or)?d|passphrase|passcode|pwd)\d?$/i
const PASS_NAME = /(?:^|[^a-zA-Z])(?:pass|PASS)$|Pass$/
/** As in .env files and shells: nothing but upper case. */
const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9_]*$/
/** Published on purpose, or the name of something else. */
const HARMLESS_NAME = /public|keyboard|keyword|keypress|keyframe|author(?!iz)|monkey|turkey/i
/** A name that says no more than `key`: of a map, a cache, a list. */
const VAGUE_NAME = /^(?:key|auth|bearer)/i
const SAID_CLEARLY = /secret|token|passw|api|access|private|encrypt|sign|credential/i
const MIN_VAGUE_CHARS = 16
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Not a value but the place for one, or what code says about a value. */
const PLACEHOLDER =
  /^(?:[x*.•_-]+|<.*|\$[A-Z_]\w*|\$[{(].*|%\w+%|%[sdv@]|\{.*|#\{.*|@[a-z]+|.*\$\{.*|.*\{\{.*|your[-_ ]?.*|change[-_]?me|placeholder|redacted|null|nil|none|undefined|true|false|string|str|text|varchar|number|boolean|bytes|buffer|unknown|any|required|optional)$/i
const ADDRESS = /^(?:[a-z][\w+.-]*:\/\/|\.{0,2}\/)/i
/** `user.password`, `config.apiKey`: code that reads a value. */
const MEMBER = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+$/
/** A variable, and a short number such as a length. */
const NUMBERED = /^(?:pass(?:word)?|pwd)\d$|^\d{1,5}$/i
const CAMEL_CASE = /^[a-z]{2,}(?:[A-Z][a-z]{2,})+$/
const LONG_NUMBER = /^\d{12,}$/
const IDENTIFIER = /^[A-Za-z_$][A-Za-z_$]*$/
/** Labels and messages about passwords, which forms are full of. */
const ABOUT_PASSWORDS = /pass|word|pwd|secret|hash|text|user|login|reset|invalid|hidden|confirm/i
const MIN_WORD_PASSWORD_CHARS = 4

interface Assigned {
  name: string
  value: string
  isQuoted: boolean
  /** Whether it is a plain assignment, not an argument or an alternative. */
  isPlain: boolean
  /** Whether the line ends with the value, as in YAML (`a: b`) and in property files (`a=b`). */
  isConfiguration: boolean
}

/** Spans of the values; offsets in the text given. */
export function assignedSecrets(text: string): Span[] {
  const spans: Span[] = []
  for (const found of text.matchAll(NAME)) {
    const end = found.index + found[0].length
    const match = valueAt(QUOTED, text, end) ?? valueAt(BARE, text, end)
    if (!match) continue
    const name = nameAt(text, found.index) + found[0]
    if (!HARMLESS_NAME.test(name) && isSecret({ name, ...match })) spans.push(match.span)
  }
  return spans
}

/** The part of a name in front of the word that was found. */
function nameAt(text: string, index: number): string {
  return /[\w-]*$/.exec(text.slice(Math.max(0, index - 24), index))?.[0] ?? ''
}

function valueAt(pattern: RegExp, text: string, index: number) {
  pattern.lastIndex = index
  const match = pattern.exec(text)
  const [start, end] = match?.indices?.groups?.secret ?? []
  if (!match || start === undefined || end === undefined) return undefined
  return {
    span: { start, end },
    value: text.slice(start, end),
    isQuoted: pattern === QUOTED,
    isPlain: !/^[,|?(]/.test(match.groups?.sign ?? ''),
    isConfiguration:
      /^(?:[\w.-]*: |=\S)/.test(text.slice(index, index + 3)) && isLineEnd(text, end),
  }
}

const isLineEnd = (text: string, at: number): boolean => /^(?:\r?\n|$)/.test(text.slice(at, at + 2))

function isSecret(assigned: Assigned): boolean {
  const { name, value, isPlain, isQuoted } = assigned
  if (PLACEHOLDER.test(value) || ADDRESS.test(value)) return false
  if (PASSWORD_NAME.test(name) || PASS_NAME.test(name)) {
    return isPlain ? isPasswordValue(assigned) : isMixed(value) || isRandom(value)
  }
  if (VAGUE_NAME.test(name) && !SAID_CLEARLY.test(name)) return isVagueSecret(value)
  if (isEnvironmentLine(assigned)) return /\d/.test(value) || isRandom(value)
  if (isQuoted && LONG_NUMBER.test(value)) return true
  return isRandom(value) && (isQuoted || !MEMBER.test(value))
}

const isEnvironmentLine = ({ name, isQuoted, value }: Assigned): boolean =>
  !isQuoted && ENVIRONMENT_NAME.test(name) && value.length >= 8 && !MEMBER.test(value)

const isVagueSecret = (value: string): boolean =>
  value.length >= MIN_VAGUE_CHARS && /\d/.test(value) && isRandom(value) && !UUID.test(value)

const isMixed = (value: string): boolean => /\d/.test(value) && /[a-z]/i.test(value)

/** People choose passwords: they are not random, and only what code says about passwords is left alone. */
function isPasswordValue({ name, value, isQuoted, isConfiguration }: Assigned): boolean {
  const isWord = /^[A-Za-z_.-]+$/.test(value)
  const isChosen = !isWord || isRandom(value) || isWordPassword(value)
  if (isQuoted) return isChosen
  if (MEMBER.test(value) || NUMBERED.test(value)) return false
  if (ENVIRONMENT_NAME.test(name)) return isChosen
  return isConfiguration
    ? isChosen && !CAMEL_CASE.test(value)
    : !IDENTIFIER.test(value) && isMixed(value)
}

const isWordPassword = (value: string): boolean =>
  value.length >= MIN_WORD_PASSWORD_CHARS && !ABOUT_PASSWORDS.test(value)
