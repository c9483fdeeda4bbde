// What an editor tells us -> frozen Settings.
import Type, { type Static } from 'typebox'
import { checker, SETTINGS_SECTION } from '../protocol/index.ts'

/** The section `midfill`; every member is optional. docs/configuration.md is generated from it. */
export const SettingsSection = Type.Object({
  gateway: Type.Optional(
    Type.Object({
      url: Type.Optional(
        Type.String({
          default: '',
          description:
            'Base URL of the gateway. Empty: the language server starts one of its own, on the embedded engine.',
        }),
      ),
      apiKey: Type.Optional(
        Type.String({ default: '', description: 'Key that the gateway asks for.' }),
      ),
      timeoutMs: Type.Optional(
        Type.Integer({
          default: 15_000,
          minimum: 1,
          description: 'Longest wait for a suggestion.',
        }),
      ),
    }),
  ),
  context: Type.Optional(
    Type.Object({
      workspace: Type.Optional(
        Type.Boolean({
          default: true,
          description:
            'Whether pieces of other files of the workspace go along with a question. They are found on this machine.',
        }),
      ),
    }),
  ),
})
type SettingsSection = Static<typeof SettingsSection>

export interface Settings {
  gateway: { url: string; apiKey: string; timeoutMs: number }
  context: { workspace: boolean }
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  gateway: { url: '', apiKey: '', timeoutMs: 15_000 },
  context: { workspace: true },
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
  const url = value.gateway?.url?.trim()
  if (url && !/^https?:\/\//.test(url)) {
    return { settings: current, problem: 'midfill.gateway.url must begin with http:// or https://' }
  }
  return { settings: merged(current, value, url) }
}

function merged(current: Settings, section: SettingsSection, url: string | undefined): Settings {
  return Object.freeze({
    gateway: {
      url: url ?? current.gateway.url,
      apiKey: section.gateway?.apiKey ?? current.gateway.apiKey,
      timeoutMs: section.gateway?.timeoutMs ?? current.gateway.timeoutMs,
    },
    context: { workspace: section.context?.workspace ?? current.context.workspace },
  })
}

function sectionOf(sent: unknown): unknown {
  if (sent && typeof sent === 'object' && SETTINGS_SECTION in sent) return sent[SETTINGS_SECTION]
  return sent
}
