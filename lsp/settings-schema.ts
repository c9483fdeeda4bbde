// What the section `midfill` of an editor's settings may hold.
import Type, { type Static } from 'typebox'

export const GatewaySection = Type.Object({
  url: Type.Optional(
    Type.String({
      default: '',
      description:
        'Base URL of the gateway. Empty and without GitLab: suggestions come from the embedded engine alone.',
    }),
  ),
  apiKey: Type.Optional(
    Type.String({ default: '', description: 'Key that the gateway asks for.' }),
  ),
  timeoutMs: Type.Optional(
    Type.Integer({ default: 15_000, minimum: 1, description: 'Longest wait for a suggestion.' }),
  ),
})

export const EngineSection = Type.Object({
  enabled: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether the embedded engine suggests: without a model, and where one fails or is late. If not, only models do.',
    }),
  ),
  calibrate: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Whether the engine, while idle, fits its confidence to lines that you wrote. Twenty-five numbers are kept on this machine, and no code.',
    }),
  ),
  maxFileChars: Type.Optional(
    Type.Integer({
      default: 1_000_000,
      minimum: 1_000,
      description: 'Longer files are not learned from, in characters.',
    }),
  ),
  maxMemoryMb: Type.Optional(
    Type.Integer({
      default: 128,
      minimum: 1,
      maximum: 4_096,
      description:
        'Most that the engine keeps of the workspace. Files beyond it are not learned from.',
    }),
  ),
})

export const ContextSection = Type.Object({
  workspace: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether pieces of other files of the workspace go along with a question. They are found on this machine.',
    }),
  ),
})

/** Named as in GitLab's language server, so that its clients' settings mean the same here. */
export const CodeCompletionSection = Type.Object({
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

export const WorkspaceSection = Type.Object({
  trusted: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether the user trusts the workspace. If not, only the text before and after the cursor is sent.',
    }),
  ),
})

export const FeedbackSection = Type.Object({
  enabled: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether the gateway or the GitLab instance that is configured is told which suggestions were shown, accepted, rejected and kept: ids, lengths and times, no code.',
    }),
  ),
  snowplowUrl: Type.Optional(
    Type.String({
      default: '',
      description:
        'Snowplow collector that is told of suggestions of a GitLab instance, in the schemas of GitLab: ids, sizes and times, no code. Empty: none is told.',
    }),
  ),
})

/** Asked where no gateway is configured. Named as in GitLab's language server. */
export const GitlabSection = Type.Object({
  baseUrl: Type.Optional(
    Type.String({
      default: 'https://gitlab.com',
      description: 'GitLab instance that is asked for suggestions where no gateway is configured.',
    }),
  ),
  token: Type.Optional(
    Type.String({
      default: '',
      description:
        'Personal access token with the scope `api`, or an OAuth token. Empty: GitLab is not asked.',
    }),
  ),
  tokenType: Type.Optional(
    Type.String({
      pattern: '^(?:pat|oauth)?$',
      default: '',
      description: '`pat` or `oauth`. Empty: told from the token.',
    }),
  ),
  projectPath: Type.Optional(
    Type.String({
      default: '',
      description:
        'Path of the project in GitLab, such as `group/project`; it decides what is allowed.',
    }),
  ),
  directConnection: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'Whether completions go straight to the gateway that the instance names.',
    }),
  ),
})

export const NetworkSection = Type.Object({
  proxy: Type.Optional(
    Type.String({
      default: '',
      description:
        'URL of a proxy, with its user and password if it wants them. Empty: HTTPS_PROXY and HTTP_PROXY.',
    }),
  ),
  noProxy: Type.Optional(
    Type.String({
      default: '',
      description:
        'Hosts, domains, addresses and networks (10.0.0.0/8) that are reached without it, comma-separated. Empty: NO_PROXY.',
    }),
  ),
  ca: Type.Optional(
    Type.String({
      default: '',
      description: 'Path of a CA bundle, PEM, trusted besides the usual.',
    }),
  ),
  cert: Type.Optional(
    Type.String({ default: '', description: 'Path of a client certificate, PEM.' }),
  ),
  certKey: Type.Optional(
    Type.String({ default: '', description: 'Path of its private key, PEM.' }),
  ),
  ignoreCertificateErrors: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Whether any certificate is accepted. For tests.',
    }),
  ),
})

/** The section `midfill`; every member is optional. docs/configuration.md is generated from it. */
export const SettingsSection = Type.Object({
  gateway: Type.Optional(GatewaySection),
  gitlab: Type.Optional(GitlabSection),
  network: Type.Optional(NetworkSection),
  engine: Type.Optional(EngineSection),
  feedback: Type.Optional(FeedbackSection),
  context: Type.Optional(ContextSection),
  codeCompletion: Type.Optional(CodeCompletionSection),
  workspace: Type.Optional(WorkspaceSection),
})
export type SettingsSection = Static<typeof SettingsSection>
