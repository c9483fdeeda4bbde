// The settings of GitLab's clients, which lie flat -> our section, and what only those clients know.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import { isObject } from '../is-object.ts'
import { withoutEmptyTables, withoutNulls } from '../settings.ts'

const Text = Type.Optional(Type.String())
const Flag = Type.Optional(Type.Boolean())
/** Objects, or what a Lua table with nothing in it becomes: an empty list. */
const Flags = Type.Optional(Type.Unknown())

const checkInit = checker(Type.Object({ extension: Type.Unknown(), featureFlagOverrides: Flags }))

/** GitLab's clients name their extension in `initializationOptions`; undefined: another one. */
export function gitlabOptionsIn(
  initializationOptions: unknown,
): Pick<FlatRead, 'streamsGenerations'> | undefined {
  const { value } = checkInit(initializationOptions)
  return value && { streamsGenerations: streamFlagIn(value.featureFlagOverrides) }
}

/** What counts here; the rest of their settings is for chat, agents and scanners. */
const FlatSettings = Type.Object({
  baseUrl: Text,
  token: Text,
  tokenType: Type.Optional(Type.String({ pattern: '^(?:pat|oauth)?$' })),
  projectPath: Text,
  codeCompletion: Type.Optional(Type.Object({})),
  openTabsContext: Flag,
  suggestionsCache: Type.Optional(Type.Object({ enabled: Flag })),
  duo: Type.Optional(Type.Object({ enabledWithoutGitlabProject: Flag })),
  ignoreCertificateErrors: Flag,
  httpAgentOptions: Type.Optional(Type.Object({ ca: Text, cert: Text, certKey: Text })),
  telemetry: Type.Optional(
    Type.Object({
      enabled: Flag,
      trackingUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
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
  /** Undefined: nothing was said of it. The same holds for the others. */
  streamsGenerations: boolean | undefined
  /** Events that the client tells itself. */
  telemetryActions: readonly string[] | undefined
  /** Whether suggestions are remembered. */
  remembers: boolean | undefined
  /** Whether files outside the projects of the instance get suggestions. */
  allowsOthers: boolean | undefined
}

const check = checker(FlatSettings)

/** Undefined: these are not settings of GitLab's clients. A problem: they are, and do not fit. */
export function readFlatSettings(sent: unknown): FlatRead | { problem: string } | undefined {
  if (!isObject(sent)) return undefined
  if (!THEIRS.some((name) => name in sent)) return undefined
  const read = fittingIn(withoutEmptyTables(withoutNulls(sent)))
  if ('problem' in read) return read
  const { telemetry, httpAgentOptions: agent, ignoreCertificateErrors } = read
  const { baseUrl, token, tokenType, projectPath, openTabsContext } = read
  return {
    section: {
      gitlab: given({ baseUrl, token, tokenType, projectPath }),
      network: given({ ...agent, ignoreCertificateErrors }),
      feedback: given({ enabled: telemetry?.enabled, snowplowUrl: telemetry?.trackingUrl }),
      context: given({ workspace: openTabsContext }),
      codeCompletion: given({ ...read.codeCompletion }),
    },
    streamsGenerations: streamFlagIn(read.featureFlags, read.featureFlagOverrides),
    telemetryActions: telemetry?.actions?.map(({ action }) => action),
    remembers: read.suggestionsCache?.enabled,
    allowsOthers: read.duo?.enabledWithoutGitlabProject,
  }
}

/** The one member whose faults make their server drop all of a message. */
const STRICT = 'codeCompletion'
/** More faults than members cannot be mended. */
const MOST_FAULTS = 40

/** What fits of it: one fault must not drop the token, which comes in the same message. */
function fittingIn(sent: object): Static<typeof FlatSettings> | { problem: string } {
  let left = sent
  for (let faults = 0; faults < MOST_FAULTS; faults += 1) {
    const { value, problems } = check(left)
    if (value) return value
    const [{ loc, msg } = { loc: [], msg: '' }] = problems
    const [name = '', member] = loc.map(String)
    if (name === STRICT) return { problem: `${loc.join('.')}: ${msg}` }
    left = without(left, name, member)
  }
  return { problem: 'the settings do not fit' }
}

const without = (value: object, name: string, member?: string): object =>
  Object.fromEntries(
    Object.entries(value).flatMap(([own, inner]) => {
      if (own !== name) return [[own, inner]]
      return member !== undefined && isObject(inner) ? [[own, without(inner, member)]] : []
    }),
  )

const STREAM_FLAG = 'streamCodeGenerations'

/** What is said last of it. */
const streamFlagIn = (...flags: unknown[]): boolean | undefined =>
  flags
    .filter(isObject)
    .flatMap((given) => Object.entries(given))
    .filter(([name]) => name === STREAM_FLAG)
    .map(([, value]) => value === true)
    .at(-1)

const given = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined))
