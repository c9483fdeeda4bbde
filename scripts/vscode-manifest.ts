// The settings that VS Code shows, from the language server's schema.
import { SETTINGS_SCHEMA } from '../lsp/index.ts'

interface Entry {
  type?: string
  default?: unknown
  description?: string
  minimum?: number
  maximum?: number
  items?: Entry
  const?: unknown
  anyOf?: Entry[]
  properties?: Record<string, Entry>
}

export const MANIFEST = 'editors/vscode/package.json'

/** The editor sets these: secrets lie in its secret storage, and trust is given in its own dialogue. */
const NOT_SETTINGS = new Set(['gateway.apiKey', 'gitlab.token', 'workspace.trusted', 'token'])

/** Say where code and secrets go: a workspace that nobody vouches for does not decide it. */
const RESTRICTED =
  /(^|\.)(url|baseUrl|ca|cert|certKey|proxy|ignoreCertificateErrors|enableSecretRedaction)$/i

/** May differ by language, as in `"[python]": { … }`. */
const BY_LANGUAGE = new Set(['codeCompletion.enabled'])

/** The manifest with its settings as the schema has them now. */
export function withSettings(manifest: string): string {
  const content = JSON.parse(manifest)
  const settings = leaves(SETTINGS_SCHEMA).filter(([name]) => !NOT_SETTINGS.has(name))
  content.contributes.configuration = {
    title: 'Midfill',
    properties: Object.fromEntries(settings.map(property)),
  }
  content.capabilities.untrustedWorkspaces.restrictedConfigurations = settings
    .filter(([name]) => RESTRICTED.test(name))
    .map(([name]) => `midfill.${name}`)
  return `${JSON.stringify(content, null, 2)}\n`
}

function property([name, entry]: [string, Entry], order: number): [string, object] {
  const { type, default: preset, description, minimum, maximum, items } = entry
  const values = entry.anyOf?.map((choice) => choice.const)
  const setting = {
    ...(values ? { enum: values } : { type }),
    default: preset,
    ...{ minimum, maximum },
    items: items && { type: items.type },
    markdownDescription: description,
    scope: BY_LANGUAGE.has(name) ? 'language-overridable' : 'window',
    order,
    ...(name.startsWith('feedback.') ? { tags: ['telemetry', 'usesOnlineServices'] } : {}),
  }
  return [`midfill.${name}`, setting]
}

function leaves(entry: Entry, path = ''): [string, Entry][] {
  return Object.entries(entry.properties ?? {}).flatMap(([name, member]) => {
    const at = path ? `${path}.${name}` : name
    return member.properties ? leaves(member, at) : [[at, member] satisfies [string, Entry]]
  })
}
