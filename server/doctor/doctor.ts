// `midfill doctor`: looks at everything between a request and its answer, and says what to do.
import { type Config, ConfigError, loadConfig } from '../config.ts'
import { isLoopback } from '../config-parts.ts'
import type { Environment } from '../environment-reader.ts'
import { readOutgoing, readTls } from '../tls.ts'
import { Upstream } from '../upstream.ts'
import { about, type Finding, inWords, statusOf, summaryOf } from './finding.ts'
import { checkGitlab, type World } from './gitlab.ts'
import { checkModel } from './models.ts'
import { checkGateway } from './outside.ts'
import { checkMemory, checkSigning } from './own.ts'

export interface DoctorOptions {
  env: Environment
  /** Path of midfill.yaml; empty: as the environment says. */
  configPath: string
  /** Look at this gateway from outside; empty: at everything that this machine's gateway would use. */
  gatewayUrl: string
  json: boolean
  print(line: string): void
}

/** The exit status: 1 where something does not work. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const findings: Finding[] = []
  for await (const finding of found(options)) {
    findings.push(finding)
    if (!options.json) options.print(inWords(finding))
  }
  options.print(options.json ? JSON.stringify({ findings }, undefined, 2) : summaryOf(findings))
  return statusOf(findings)
}

async function* found(options: DoctorOptions): AsyncGenerator<Finding> {
  const { env, configPath, gatewayUrl } = options
  const { config, finding } = configured(env, configPath)
  // What a gateway elsewhere is configured with is not known here, and mistakes of this one do not matter to it.
  if (gatewayUrl === '') yield finding
  if (!config) return
  const outgoing = readOutgoing(config.outgoing)
  const upstream = new Upstream(outgoing)
  const world: World = { upstream, trust: outgoing, proxy: outgoing.proxy }
  try {
    if (gatewayUrl === '') yield* inside(config, world)
    else {
      const url = new URL(gatewayUrl)
      // Beside a gateway its own variables are at hand. Its keys are shown to this machine alone.
      const own = isLoopback(url.hostname) ? config.access.apiKeys[0] : undefined
      yield* await checkGateway(url, env.MIDFILL_API_KEY || own || '', world)
    }
  } finally {
    await upstream.close()
  }
}

async function* inside(config: Config, world: World): AsyncGenerator<Finding> {
  yield checkMemory(process.constrainedMemory?.() ?? 0)
  const { access, models } = config
  const { skipped } = about('GitLab keys', '')
  if (access.issuers.length === 0) yield skipped('no GitLab is configured (AIGW_GITLAB_URL)')
  for (const issuer of access.issuers) yield* await checkGitlab(issuer, world)
  if (access.issuers.length > 0) yield await checkSigning(access)
  const deployments = deploymentsOf(config)
  if (deployments.length === 0) {
    const { skipped: none } = about('model', '')
    yield none(
      models.mayBeNamed && access.issuers.length > 0
        ? 'none is configured here: GitLab names one in each request. To look at it, run this with MIDFILL_MODEL_URL, MIDFILL_MODEL_NAME and MIDFILL_MODEL_FAMILY'
        : 'none is configured (MIDFILL_MODEL_URL): the embedded engine answers',
    )
  }
  for (const { name, deployment } of deployments) {
    yield* await checkModel(name, deployment, { config, world })
  }
}

function deploymentsOf({ file, models }: Config) {
  const plans = file?.reading.plan?.deployments ?? []
  const named = plans.flatMap(({ name, replicas }) =>
    replicas.map((deployment) => ({
      name: replicas.length > 1 ? `${name} at ${new URL(deployment.baseUrl).host}` : name,
      deployment,
    })),
  )
  return models.preset
    ? [...named, { name: models.preset.model, deployment: models.preset }]
    : named
}

const WORTH_MENDING = 'It works like this; docs/configuration.md says what was meant.'

/** Files that cannot be read are told here as well: their variables are named in the problems. */
function configured(env: Environment, path: string): { config?: Config; finding: Finding } {
  const { ok, warning, failed } = about('configuration', '')
  try {
    const config = loadConfig(env, path)
    readOutgoing(config.outgoing)
    if (config.tls) readTls(config.tls)
    const [note] = config.notes
    return {
      config,
      finding: note ? warning(config.notes.join('; '), WORTH_MENDING) : ok('can be used'),
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return {
      finding: failed(
        error.message,
        'Mend what is named; docs/configuration.md has all variables.',
      ),
    }
  }
}
