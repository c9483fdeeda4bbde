// What an editor tells us -> frozen Settings.
import Type, { type Static } from 'typebox'
import { checker, SETTINGS_SECTION } from '../protocol/index.ts'

const GatewaySection = Type.Object({
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
    Type.Integer({ default: 15_000, minimum: 1, description: 'Longest wait for a suggestion.' }),
  ),
})

/** Named as in GitLab's language server, so that its clients' settings mean the same here. */
const CodeCompletionSection = Type.Object({
  enabled: Type.Optional(
    Type.Boolean({ default: true, description: 'Whether there are suggestions at all.' }),
  ),
  enableSecretRedaction: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'Whether keys, tokens and passwords are masked before code leaves.',
    }),
  ),
  additionalLanguages: Type.Optional(
    Type.Array(Type.String(), {
      default: [],
      description:
        'Language identifiers with suggestions beyond the known programming languages, such as `markdown`.',
    }),
  ),
  disabledSupportedLanguages: Type.Optional(
    Type.Array(Type.String(), {
      default: [],
      description: 'Language identifiers without suggestions; wins over `additionalLanguages`.',
    }),
  ),
  disabledPaths: Type.Optional(
    Type.Array(Type.String(), {
      default: [],
      description:
        'Files that are never sent: patterns as in .gitignore, relative to the workspace folder.',
    }),
  ),
})

const WorkspaceSection = Type.Object({
  trusted: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether the user trusts the workspace. If not, only the text before and after the cursor is sent.',
    }),
  ),
})

const FeedbackSection = Type.Object({
  enabled: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether a gateway that is configured is told which suggestions were shown, accepted and rejected: ids and lengths, no code.',
    }),
  ),
})

const ContextSection = Type.Object({
  workspace: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether pieces of other files of the workspace go along with a question. They are found on this machine.',
    }),
  ),
})

/** The section `midfill`; every member is optional. docs/configuration.md is generated from it. */
export const SettingsSection = Type.Object({
  gateway: Type.Optional(GatewaySection),
  feedback: Type.Optional(FeedbackSection),
  context: Type.Optional(ContextSection),
  codeCompletion: Type.Optional(CodeCompletionSection),
  workspace: Type.Optional(WorkspaceSection),
})
type SettingsSection = Static<typeof SettingsSection>

export interface Settings {
  gateway: Required<Static<typeof GatewaySection>>
  feedback: Required<Static<typeof FeedbackSection>>
  context: Required<Static<typeof ContextSection>>
  codeCompletion: Required<Static<typeof CodeCompletionSection>>
  workspace: Required<Static<typeof WorkspaceSection>>
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  gateway: { url: '', apiKey: '', timeoutMs: 15_000 },
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
  const url = value.gateway?.url?.trim()
  if (url && !/^https?:\/\//.test(url)) {
    return { settings: current, problem: 'midfill.gateway.url must begin with http:// or https://' }
  }
  return { settings: merged(current, value, url) }
}

function merged(current: Settings, section: SettingsSection, url: string | undefined): Settings {
  return Object.freeze({
    gateway: { ...current.gateway, ...section.gateway, url: url ?? current.gateway.url },
    feedback: { ...current.feedback, ...section.feedback },
    context: { ...current.context, ...section.context },
    codeCompletion: { ...current.codeCompletion, ...section.codeCompletion },
    workspace: { ...current.workspace, ...section.workspace },
  })
}

function sectionOf(sent: unknown): unknown {
  if (sent && typeof sent === 'object' && SETTINGS_SECTION in sent) return sent[SETTINGS_SECTION]
  return sent
}
