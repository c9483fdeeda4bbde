// What an editor tells us -> frozen Settings.
import { checker, SETTINGS_SECTION } from '../protocol/index.ts'
import { withoutDots } from './dotted-names.ts'
import { isObject } from './is-object.ts'
import { SettingsSection } from './settings-schema.ts'

/** The same with nothing left out. */
export type Settings = {
  readonly [Name in keyof SettingsSection]-?: Required<NonNullable<SettingsSection[Name]>>
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  gateway: { url: '', apiKey: '', timeoutMs: 15_000 },
  engine: { enabled: true, calibrate: false, maxFileChars: 1_000_000, maxMemoryMb: 128 },
  gitlab: {
    baseUrl: 'https://gitlab.com',
    token: '',
    tokenType: '',
    projectPath: '',
    directConnection: true,
  },
  network: {
    proxy: '',
    noProxy: '',
    ca: '',
    cert: '',
    certKey: '',
    ignoreCertificateErrors: false,
  },
  feedback: { enabled: true, snowplowUrl: '' },
  context: { workspace: true },
  codeCompletion: {
    enabled: true,
    enableSecretRedaction: true,
    additionalLanguages: [],
    disabledSupportedLanguages: [],
    disabledPaths: [],
  },
  workspace: { trusted: true },
})

const check = checker(SettingsSection)

/** What one message of an editor says: for all languages, and for single ones. */
export interface Layer {
  readonly section: SettingsSection
  /** By language id, as the editor calls it: the member `[python]` of the section. */
  readonly languages: ReadonlyMap<string, SettingsSection>
}

export const NOTHING_SAID: Layer = { section: {}, languages: new Map() }

/**
 * Reads what an editor sent: the section itself, or an object that holds it. What does not fit the schema is left
 * out as a whole, and `problem` says why; it does not repeat what was sent.
 */
export function readLayer(sent: unknown): { layer: Layer; problem?: string } {
  const section = sectionOf(isObject(sent) ? withoutDots(sent) : sent)
  if (!isObject(section)) return { layer: NOTHING_SAID }
  const members = withoutDots(section)
  const own = readSection(members, SETTINGS_SECTION)
  if (own.problem) return { layer: NOTHING_SAID, problem: own.problem }
  const languages = new Map<string, SettingsSection>()
  for (const [name, member] of Object.entries(members)) {
    const [, ...ids] = /^\[/.test(name) ? name.split(/[[\]]+/).slice(0, -1) : []
    const { section, problem } = readSection(ids.length > 0 ? member : {}, name)
    if (problem) return { layer: NOTHING_SAID, problem }
    for (const id of ids) languages.set(id, section)
  }
  return { layer: { section: own.section, languages } }
}

function readSection(sent: unknown, name: string): { section: SettingsSection; problem?: string } {
  const own = isObject(sent) ? withoutEmptyTables(withoutNulls(withoutDots(sent))) : sent
  const { value, problems } = check(own)
  if (value) return withUrls(value)
  const [first] = problems
  return { section: {}, problem: `${[name, ...(first?.loc ?? [])].join('.')}: ${first?.msg}` }
}

/** The URLs trimmed; a problem where one is no URL for HTTP. */
function withUrls(section: SettingsSection): { section: SettingsSection; problem?: string } {
  const url = section.gateway?.url?.trim()
  const baseUrl = section.gitlab?.baseUrl?.trim()
  if (url && !isHttp(url)) return { section: {}, problem: problemWith('gateway.url') }
  const collector = section.feedback?.snowplowUrl
  if (collector && !isHttp(collector)) {
    return { section: {}, problem: problemWith('feedback.snowplowUrl') }
  }
  if (baseUrl && !isHttp(baseUrl)) return { section: {}, problem: problemWith('gitlab.baseUrl') }
  return {
    section: {
      ...section,
      ...(url === undefined ? {} : { gateway: { ...section.gateway, url } }),
      // Some clients write an empty text for "the usual one".
      ...(baseUrl === undefined
        ? {}
        : { gitlab: { ...section.gitlab, baseUrl: baseUrl || DEFAULT_SETTINGS.gitlab.baseUrl } }),
    },
  }
}

const isHttp = (url: string): boolean => /^https?:\/\//.test(url) && URL.canParse(url)

const problemWith = (name: string): string =>
  `${SETTINGS_SECTION}.${name} must begin with http:// or https://`

/** A Lua table with nothing in it is sent as an empty list; all members of the section are objects. */
export const withoutEmptyTables = (section: object): object =>
  Object.fromEntries(
    Object.entries(section).filter(([, member]) => !Array.isArray(member) || member.length > 0),
  )

function sectionOf(sent: unknown): unknown {
  if (isObject(sent) && SETTINGS_SECTION in sent) return sent[SETTINGS_SECTION]
  return sent
}

/** Clients in Lua and Java send null for what is not set: it changes nothing. */
export const withoutNulls = (value: object): object =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, isObject(member) ? withoutNulls(member) : member]),
  )
