import { SETTINGS_SCHEMA } from '../lsp/index.ts'
import { ENVIRONMENT } from '../server/index.ts'

interface Entry {
  type?: string
  default?: unknown
  description?: string
  properties?: Record<string, Entry>
}

/** docs/configuration.md; a test keeps the file equal to this. */
export function configurationPage(): string {
  return `# Configuration

Generated from the schemas by \`npx tsx scripts/docs.ts\`.

## The gateway: environment variables

All are optional. An empty variable counts as not set, and quotes around a value are no part of it; truth is \`true\`, \`yes\`, \`on\` or \`1\`.

| variable | type | default | meaning |
|---|---|---|---|
${Object.entries<Entry>(ENVIRONMENT).map(row).join('\n')}

## The language server: settings

Sent as initialization options, or as the section \`midfill\` of the workspace configuration.
Members may lie in each other or be called by their full names.
Changes count with the next suggestion, and what is taken back has its default again.
A workspace folder may have its own; a member \`[language]\`, such as \`"[python]": { "codeCompletion": { "enabled": false } }\`, holds those of a language.
\`network.*\` is the same for all.

| setting | type | default | meaning |
|---|---|---|---|
${leaves(SETTINGS_SCHEMA).map(row).join('\n')}
`
}

const row = ([name, { type, default: preset, description }]: [string, Entry]): string =>
  `| \`${name}\` | ${type} | ${shown(preset)} | ${description} |`

const shown = (preset: unknown): string =>
  preset === undefined || String(preset) === '' ? '' : `\`${String(preset)}\``

function leaves(entry: Entry, path = ''): [string, Entry][] {
  return Object.entries(entry.properties ?? {}).flatMap(([name, member]) => {
    const at = path ? `${path}.${name}` : name
    return member.properties ? leaves(member, at) : [[at, member] satisfies [string, Entry]]
  })
}
