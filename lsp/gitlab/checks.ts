// Whether a GitLab instance can suggest at all: its version, the token, the licence. Asked in the background.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import { GatewayFailure } from '../gateway-wire.ts'
import { Deadline } from '../network/deadline.ts'
import type { GitlabApi } from './api.ts'

/** As GitLab's clients know them; each is told once. */
export type GitlabProblem =
  | { check: 'authentication-required'; reason: 'not_active' | 'invalid_scopes' | 'unknown' }
  | { check: 'code-suggestions-unsupported-gitlab-version'; version: string }
  | { check: 'code-suggestions-no-license' }

export interface Findings {
  /** Undefined: it could not be learned. */
  version: string | undefined
  problems: GitlabProblem[]
}

/** Code suggestions came with this version. */
const OLDEST = [16, 8]
/** Direct connections and events of suggestions came with this version. */
const OLDEST_DIRECT = [17, 2]
const WITHIN_MS = 10_000
/** The first key in a project waits for it. */
const PROJECT_WITHIN_MS = 2_000
const UP_WITHIN_MS = 2_000
/** Personal access tokens are shorter, whatever they begin with. */
const OAUTH_CHARS = 42
const NEEDED_SCOPES = ['api', 'ai_features']

const readVersion = checker(Type.Object({ version: Type.String() }))
const readPersonal = checker(
  Type.Object({ active: Type.Boolean(), scopes: Type.Array(Type.String()) }),
)
const readOauth = checker(Type.Object({ scope: Type.Array(Type.String()) }))
const readLicence = checker(
  Type.Object({
    data: Type.Object({
      currentUser: Type.Object({ duoCodeSuggestionsAvailable: Type.Boolean() }),
    }),
  }),
)
const readProject = checker(
  Type.Object({
    data: Type.Object({ project: Type.Object({ duoFeaturesEnabled: Type.Boolean() }) }),
  }),
)
const PROJECT_QUERY = 'query($path: ID!) { project(fullPath: $path) { duoFeaturesEnabled } }'
const LICENCE_QUERY = 'query { currentUser { duoCodeSuggestionsAvailable } }'

/** Never rejects: what cannot be learned counts as good, and the first suggestion will tell. */
export async function checkInstance(
  api: GitlabApi,
  token: { text: string; type: string },
  closed: AbortSignal,
): Promise<Findings> {
  const deadline = new Deadline(WITHIN_MS, closed)
  const { signal } = deadline
  const [version, tokenProblem, licenceProblem] = await Promise.all([
    versionOf(api, signal),
    tokenProblemOf(api, token, signal),
    licenceProblemOf(api, signal),
  ])
  deadline.end()
  const versionProblem =
    version !== undefined && isOlder(version, OLDEST)
      ? ({ check: 'code-suggestions-unsupported-gitlab-version', version } as const)
      : undefined
  // The licence is a person's: without a token that is known, nothing can be said of it.
  const found = [tokenProblem, versionProblem, tokenProblem ? undefined : licenceProblem]
  return { version, problems: found.filter((problem) => problem !== undefined) }
}

/** Whether it knows direct connections and events. An instance whose version is not known is asked. */
export const isRecent = (version: string | undefined): boolean =>
  version === undefined || !isOlder(version, OLDEST_DIRECT)

/** Whether it answers at all, and be it with a refusal. Never rejects. */
export async function isInstanceUp(api: GitlabApi, closed: AbortSignal): Promise<boolean> {
  const deadline = new Deadline(UP_WITHIN_MS, closed)
  const { status } = await ask(() => api.get('/api/v4/version', deadline.signal))
  deadline.end()
  return status !== undefined && status < 500
}

/** Whether a project has switched GitLab Duo off. Never rejects: what cannot be learned counts as on. */
export async function isDuoOff(
  api: GitlabApi,
  projectPath: string,
  closed: AbortSignal,
): Promise<boolean> {
  const deadline = new Deadline(PROJECT_WITHIN_MS, closed)
  const { signal } = deadline
  const body = { query: PROJECT_QUERY, variables: { path: projectPath } }
  const { json } = await ask(() => api.post('/api/graphql', body, { signal }))
  deadline.end()
  return readProject(json).value?.data.project.duoFeaturesEnabled === false
}

async function versionOf(api: GitlabApi, signal: AbortSignal): Promise<string | undefined> {
  const answer = await ask(() => api.get('/api/v4/version', signal))
  return readVersion(answer.json).value?.version
}

async function tokenProblemOf(
  api: GitlabApi,
  token: { text: string; type: string },
  signal: AbortSignal,
): Promise<GitlabProblem | undefined> {
  const isPersonal =
    token.type === 'pat' ||
    (token.type === '' && (token.text.startsWith('glpat-') || token.text.length < OAUTH_CHARS))
  const path = isPersonal ? '/api/v4/personal_access_tokens/self' : '/oauth/token/info'
  const { status, json } = await ask(() => api.get(path, signal))
  const problem = (reason: 'not_active' | 'invalid_scopes' | 'unknown'): GitlabProblem => ({
    check: 'authentication-required',
    reason,
  })
  if (status === 401) return problem('not_active')
  const personal = readPersonal(json).value
  if (personal && !personal.active) return problem('not_active')
  const scopes = personal?.scopes ?? readOauth(json).value?.scope
  const isAllowed = !scopes || scopes.some((scope) => NEEDED_SCOPES.includes(scope))
  return isAllowed ? undefined : problem('invalid_scopes')
}

async function licenceProblemOf(
  api: GitlabApi,
  signal: AbortSignal,
): Promise<GitlabProblem | undefined> {
  const { json } = await ask(() => api.post('/api/graphql', { query: LICENCE_QUERY }, { signal }))
  const isAvailable = readLicence(json).value?.data.currentUser.duoCodeSuggestionsAvailable
  return isAvailable === false ? { check: 'code-suggestions-no-license' } : undefined
}

/** A network that fails says nothing about a token. */
async function ask(
  call: () => Promise<{ status: number; body: { json(): Promise<unknown> } }>,
): Promise<{ status: number | undefined; json: unknown }> {
  try {
    const { status, body } = await call()
    return { status, json: await body.json() }
  } catch (error) {
    const status = error instanceof GatewayFailure ? error.status : undefined
    return { status, json: undefined }
  }
}

function isOlder(version: string, [major = 0, minor = 0]: readonly number[]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}
