// Whether a model can be used: reached, served, and able to fill a gap in code, whole and streamed.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import { CloudAccess } from '../cloud/cloud-access.ts'
import type { Config } from '../config.ts'
import { ModelServers } from '../model-servers.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import type { Deployment } from '../selection/deployment.ts'
import { about, type Finding } from './finding.ts'
import type { World } from './gitlab.ts'
import { Probe } from './probe.ts'
import { onTheWay } from './reach.ts'
import { windowOf } from './window.ts'

/** Any model for code says `second` here. */
const GAP = {
  prompt_version: 1,
  current_file: {
    file_name: 'add.py',
    language_identifier: 'python',
    content_above_cursor: 'def add(first, second):\n    return first + ',
    content_below_cursor: '\n\n\nprint(add(1, 2))\n',
  },
}
const RIGHT = /\bsecond\b/
const CHECK = '/v1/prompts/model_configuration%2Fcheck'
const COMPLETIONS = '/v2/code/completions'
const AS_IT_SAYS = 'The sentence says what to change.'
const SAYS_NOTHING =
  'Is it of the family that is configured? A model that thinks aloud uses its tokens up before any code: see "Models that think aloud" in docs/models.md.'
/** Longer waits are felt by everyone who types. */
const SLOW_MS = 1_000

const asAnswer = checker(Type.Object({ choices: Type.Array(Type.Object({ text: Type.String() })) }))
const asRefusal = checker(Type.Object({ detail: Type.String() }))
const asError = checker(Type.Object({ message: Type.String() }))

/** `name`: the deployment's own, for people. */
export async function checkModel(
  name: string,
  deployment: Deployment,
  { config, world }: { config: Config; world: World },
): Promise<Finding[]> {
  const { findings, isReached } = await onTheWay(new URL(deployment.baseUrl), world)
  if (!isReached) return findings
  const servers = serversOf(config, world)
  findings.push(await dialect(name, deployment, servers))
  const probe = await Probe.of(config, deployment)
  try {
    const talk = await talks(name, probe)
    findings.push(talk)
    const gap = await fillsGap(name, probe, talk.verdict === 'ok')
    findings.push(gap)
    if (gap.verdict !== 'failed') findings.push(await streams(name, probe))
  } finally {
    await probe.close()
  }
  // Last: nobody waits for what a server tells of itself, and by now it has.
  findings.push(windowOf(name, deployment, await servers.found.limits(deployment)))
  return findings
}

/** Those of the doctor, and what they have to say. */
function serversOf(config: Config, { upstream }: World): { found: ModelServers; notes: string[] } {
  const notes: string[] = []
  const { cloud, extraHeaders } = config.models
  const log = { info: (note: string) => notes.push(note) }
  const found = new ModelServers({ upstream, cloud: new CloudAccess(cloud), extraHeaders, log })
  return { found, notes }
}

async function dialect(
  name: string,
  deployment: Deployment,
  { found, notes }: ReturnType<typeof serversOf>,
): Promise<Finding> {
  const { ok, warning } = about('dialect', name)
  const { provider } = await found.locate(deployment)
  const said = [`speaks ${nameOf(provider)}`, ...notes].join('. ')
  const tells = (words: string): boolean => notes.some((note) => note.includes(words))
  if (tells(' lists no ')) {
    return warning(said, 'Name one of those, unless the server takes names that it does not list.')
  }
  if (!tells(' is used as ')) return ok(said)
  return warning(said, 'It works like this; write the endpoint so, and there is nothing to find.')
}

const nameOf = (provider: Provider): string =>
  Object.entries(PROVIDERS).find(([, known]) => known === provider)?.[0] ?? 'an unknown dialect'

/** The words are those of GitLab's own connection test. */
async function talks(name: string, probe: Probe): Promise<Finding> {
  const { ok, failed } = about('model', name)
  const { status, body } = await probe.post(CHECK, { inputs: {} })
  if (status === 200) return ok('answers')
  const { value } = asRefusal(body)
  return failed(value?.detail ?? `GitLab's connection test fails with status ${status}`, AS_IT_SAYS)
}

async function fillsGap(name: string, probe: Probe, doesTalk: boolean): Promise<Finding> {
  const { ok, failed } = about('fill in the middle', name)
  const startedAt = performance.now()
  const { status, body } = await probe.post(COMPLETIONS, GAP)
  const ms = Math.round(performance.now() - startedAt)
  if (status !== 200) {
    const why = asError(body).value?.message ?? `status ${status}`
    const isChatOnly = doesTalk && /reject|refused|does not know|404|400/i.test(why)
    if (!isChatOnly) return failed(`no completion: ${why}`, AS_IT_SAYS)
    return failed(
      `a chat-only model: it talks, and completes code only as well as messages let it (${why})`,
      'Serve a model that was trained to fill gaps (codestral, codegemma, qwen2.5-coder …) on an API with text completions, or name the family `general`.',
    )
  }
  const text = asAnswer(body).value?.choices[0]?.text ?? ''
  if (RIGHT.test(text)) return ok(`fills a gap in code as it should, in ${ms} ms`)
  if (text === '') return failed('fills a gap in code with nothing', SAYS_NOTHING)
  return failed(
    `fills a gap in code with ${text.length} characters that make no sense there`,
    'Is it a model for code, and of the family that is configured? Instruct versions of such models often cannot fill gaps.',
  )
}

async function streams(name: string, probe: Probe): Promise<Finding> {
  const { ok, warning, failed } = about('streaming', name)
  const { status, text, pieces, firstMs, isBroken } = await probe.stream(COMPLETIONS, {
    ...GAP,
    stream: true,
  })
  const ms = Math.round(firstMs)
  if (status !== 200 || text === '' || isBroken) {
    return failed(
      'a streamed completion is empty or breaks',
      'Set AIGW_CUSTOM_MODELS__DISABLE_STREAMING=true until the server streams.',
    )
  }
  if (ms > SLOW_MS) {
    return warning(
      `the first piece came after ${ms} ms: people have typed on by then`,
      'A smaller model, a shorter prompt or a faster GPU; see docs/sizing.md.',
    )
  }
  return ok(`first of ${pieces} pieces after ${ms} ms`)
}
