// What an editor tells us -> frozen Settings.
import { checker, SETTINGS_SECTION } from '../protocol/index.ts'
import { SettingsSection } from './settings-schema.ts'

/** The same with nothing left out. */
export type Settings = {
  readonly [Name in keyof SettingsSection]-?: Required<NonNullable<SettingsSection[Name]>>
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  gateway: { url: '', apiKey: '', timeoutMs: 15_000 },
  engine: { enabled: true, calibrate: true, maxFileChars: 1_000_000, maxMemoryMb: 128 },
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
  feedback: { enabled: true },
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

/**
 * Lays what an editor sent over the settings so far: the section itself, or an object that holds it.
 * What does not fit the schema is left out as a whole, and `problem` says why.
 */
export function withSection(
  current: Settings,
  sent: unknown,
): { settings: Settings; problem?: string } {
  const section = sectionOf(sent)
  if (section === undefined || section === null) return { settings: current }
  const { value, problems } = check(section)
  if (problems) {
    const [first] = problems
    const where = [SETTINGS_SECTION, ...(first?.loc ?? [])].join('.')
    return { settings: current, problem: `${where}: ${first?.msg}` }
  }
  const { section: usable, problem } = withUrls(value)
  return problem ? { settings: current, problem } : { settings: merged(current, usable) }
}

/** The URLs trimmed; a problem where one is no URL for HTTP. */
function withUrls(section: SettingsSection): { section: SettingsSection; problem?: string } {
  const url = section.gateway?.url?.trim()
  const baseUrl = section.gitlab?.baseUrl?.trim()
  if (url && !isHttp(url)) return { section, problem: problemWith('gateway.url') }
  if (baseUrl && !isHttp(baseUrl)) return { section, problem: problemWith('gitlab.baseUrl') }
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

const merged = (current: Settings, section: SettingsSection): Settings =>
  Object.freeze({
    gateway: { ...current.gateway, ...section.gateway },
    engine: { ...current.engine, ...section.engine },
    gitlab: { ...current.gitlab, ...section.gitlab },
    network: { ...current.network, ...section.network },
    feedback: { ...current.feedback, ...section.feedback },
    context: { ...current.context, ...section.context },
    codeCompletion: { ...current.codeCompletion, ...section.codeCompletion },
    workspace: { ...current.workspace, ...section.workspace },
  })

function sectionOf(sent: unknown): unknown {
  if (sent && typeof sent === 'object' && SETTINGS_SECTION in sent) return sent[SETTINGS_SECTION]
  return sent
}
