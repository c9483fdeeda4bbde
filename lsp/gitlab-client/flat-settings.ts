// The settings of GitLab's clients, which lie flat -> our section, and what only those clients know.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import { isObject, withoutNulls } from '../settings.ts'

const Text = Type.Optional(Type.String())
const Flags = Type.Optional(Type.Record(Type.String(), Type.Unknown()))

const checkInit = checker(Type.Object({ extension: Type.Object({}), featureFlagOverrides: Flags }))

/** GitLab's clients name their extension in `initializationOptions`; undefined: another one. */
export function gitlabOptionsIn(
  initializationOptions: unknown,
): Pick<FlatRead, 'streamsGenerations'> | undefined {
  const { value } = checkInit(initializationOptions)
  return value && { streamsGenerations: flagIn(value.featureFlagOverrides ?? {}) }
}

/** What counts here; the rest of their settings is for chat, agents and scanners. */
const FlatSettings = Type.Object({
  baseUrl: Text,
  token: Text,
  tokenType: Text,
  projectPath: Text,
  codeCompletion: Type.Optional(Type.Object({})),
  openTabsContext: Type.Optional(Type.Boolean()),
  ignoreCertificateErrors: Type.Optional(Type.Boolean()),
  httpAgentOptions: Type.Optional(Type.Object({ ca: Text, cert: Text, certKey: Text })),
  telemetry: Type.Optional(
    Type.Object({
      enabled: Type.Optional(Type.Boolean()),
      actions: Type.Optional(Type.Array(Type.Object({ action: Type.String() }))),
    }),
  ),
  featureFlags: Flags,
  featureFlagOverrides: Flags,
})

/** Members that our own section does not have: one of them tells a client of GitLab's. */
const THEIRS = [
  ...['baseUrl', 'token', 'tokenType', 'projectPath', 'openTabsContext', 'suggestionsCache'],
  ...['telemetry', 'featureFlags', 'featureFlagOverrides', 'logLevel', 'ignoreCertificateErrors'],
  ...['httpAgentOptions', 'duo', 'duoChat', 'securityScannerOptions', 'workspaceFolders'],
]

export interface FlatRead {
  /** As a client of ours would have sent it. */
  section: object
  /** Undefined: nothing was said of it. */
  streamsGenerations: boolean | undefined
  /** Events that the client tells itself. */
  telemetryActions: readonly string[] | undefined
}

const check = checker(FlatSettings)

/** Undefined: these are not settings of GitLab's clients. A problem: they are, and do not fit. */
export function readFlatSettings(sent: unknown): FlatRead | { problem: string } | undefined {
  if (!isObject(sent)) return undefined
  if (!THEIRS.some((name) => name in sent)) return undefined
  const { value, problems } = check(withoutNulls(sent))
  if (!value) {
    const [first] = problems
    return { problem: `${first?.loc.join('.')}: ${first?.msg}` }
  }
  const { telemetry, httpAgentOptions: agent, ignoreCertificateErrors } = value
  const { baseUrl, token, tokenType, projectPath, openTabsContext } = value
  const flags = { ...value.featureFlags, ...value.featureFlagOverrides }
  return {
    section: {
      gitlab: given({ baseUrl, token, tokenType, projectPath }),
      network: given({ ...agent, ignoreCertificateErrors }),
      feedback: given({ enabled: telemetry?.enabled }),
      context: given({ workspace: openTabsContext }),
      codeCompletion: given({ ...value.codeCompletion }),
    },
    streamsGenerations: flagIn(flags),
    telemetryActions: telemetry?.actions?.map(({ action }) => action),
  }
}

const STREAM_FLAG = 'streamCodeGenerations'

const flagIn = (flags: Record<string, unknown>): boolean | undefined =>
  STREAM_FLAG in flags ? flags[STREAM_FLAG] === true : undefined

const given = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined))
