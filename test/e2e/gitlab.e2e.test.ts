// The whole journey of a GitLab instance with this gateway, as Rails, Workhorse and an IDE make it.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { type FakeGitlab, fakeGitlab } from '../support/fake-gitlab.ts'
import { type FakeRails, fakeRails } from '../support/fake-rails.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { handModel } from '../support/hand-model.ts'
import { askThrough, startIde, suggestionIn } from '../support/ide.ts'
import { type ModelHouse, modelHouse } from '../support/model-house.ts'
import { ERAS, type SelfHostedModel, selfHosted } from '../support/rails-payloads.ts'
import { type Workhorse, workhorse } from '../support/workhorse.ts'

const CODE = { fileName: 'area.py', above: 'def area(width, height):\n    ', below: '\n' }
const SAID = 'return width * height'
const COMPLETION = { kind: 'completion', stream: false, ...CODE } as const

interface Journey {
  gitlab: FakeGitlab
  house: ModelHouse
  rails: FakeRails
  proxy: Workhorse
  /** Another one after the restart. */
  gateway: RunningGateway
  env: Record<string, string>
  codestral: SelfHostedModel
  mistral: SelfHostedModel
}

const STEPS: [string, (journey: Journey, t: TestContext) => Promise<void>][] = [
  ['the health check of the rake task', rakeTask],
  ['the test of a connection to a model says success, or what to do', connectionTest],
  ['the probe of the health check, in every era', probe],
  ['completions and generations, whole and streamed, in every era', suggestions],
  ['chunks pass through Workhorse one by one, and an IDE that leaves ends the model', streaming],
  ['an IDE asks the gateway directly, and renews its token in time', directConnection],
  ['GitLab changes its keys in the middle of it all', keyRotation],
  ['the gateway is restarted in the middle of it all', restart],
]

test('a GitLab instance and this gateway', async (t) => {
  const journey = await begin(t)
  const first = journey.gateway
  for (const [name, step] of STEPS) await t.test(name, (inner) => step(journey, inner))
  assert.doesNotMatch(first.log() + journey.gateway.log(), /house-key|def area|eyJ/)
})

async function begin(t: TestContext): Promise<Journey> {
  const gitlab = await fakeGitlab(t)
  const house = await modelHouse(t, {
    models: ['codestral-22b', 'mistral-small'],
    apiKey: 'house-key',
    pieces: ['return ', 'width ', '* height'],
  })
  const env = { AIGW_GITLAB_URL: gitlab.url, MIDFILL_SIGNING_SECRET: 'e2e-secret-'.repeat(4) }
  const gateway = await startGateway(t, env)
  const rails = fakeRails(gitlab, () => journey.gateway.url)
  const proxy = await workhorse(t, rails.sendUrl)
  const endpoint = `${house.url}/v1`
  const codestral = selfHosted(endpoint, 'codestral', 'codestral-22b')
  const mistral = selfHosted(endpoint, 'mistral', 'mistral-small')
  const journey: Journey = { gitlab, house, rails, proxy, gateway, env, codestral, mistral }
  return journey
}

async function rakeTask({ rails }: Journey): Promise<void> {
  assert.equal(await rails.verifySetup(), 'ok')
}

async function connectionTest({ rails, house, codestral }: Journey): Promise<void> {
  const shown = (changed: Partial<SelfHostedModel>) =>
    rails.testConnection({ ...codestral, ...changed })
  assert.equal(await shown({}), 'success')
  const unknown = await shown({ identifier: 'custom_openai/codestral-24b' })
  assert.match(unknown, /code 404: .*"codestral-24b".*serves: codestral-22b, mistral-small/)
  assert.match(unknown, /Did you mean codestral-22b, mistral-small\?$/)
  assert.equal(await shown({ endpoint: house.url }), 'success', '/v1 is found')
  assert.match(await shown({ apiKey: 'wrong' }), /code 401: .*API key/)
  assert.match(await shown({ endpoint: 'http://127.0.0.1:1/v1' }), /code 503: .*refused/)
  assert.match(
    await shown({ endpoint: 'http://169.254.169.254/v1' }),
    /code 403: .*never calls that host/,
  )
  house.mood = 'loading'
  assert.match(await shown({}), /code 503: .*loading/)
  house.mood = 'silent'
  assert.match(await shown({}), /code 504: .*loading/)
  house.mood = 'ready'
}

async function probe({ rails, codestral }: Journey): Promise<void> {
  for (const era of ERAS) assert.equal(await rails.probe(era, inEra(era, codestral)), undefined)
}

async function suggestions({ proxy, codestral, mistral }: Journey): Promise<void> {
  const context = [{ type: 'file', name: 'rates.py', content: 'RATE = 0.2\n' }]
  for (const era of ERAS) {
    for (const kind of ['completion', 'generation'] as const) {
      for (const stream of [false, true]) {
        const model = inEra(era, kind === 'completion' ? codestral : mistral)
        const request = { era, model, asked: { kind, stream, ...CODE, context } }
        const answer = await askThrough(proxy, request)
        assert.equal(answer.status, 200, `${era} ${kind}`)
        assert.equal(suggestionIn(answer, await answer.text()).trim(), SAID, `${era} ${kind}`)
      }
    }
  }
  assert.ok(proxy.headersAfterMs.every((ms) => ms < 5_000))
}

async function streaming({ proxy }: Journey, t: TestContext): Promise<void> {
  const model = await handModel(t)
  const leave = new AbortController()
  const request = {
    era: 'E',
    asked: { ...COMPLETION, stream: true },
    model: selfHosted(model.url, 'codestral', 'm'),
  } as const
  const open = askThrough(proxy, request, leave.signal)
  const call = await model.next()
  const answer = await open
  assert.equal(answer.headers.get('cache-control'), null, 'Rails has its own')
  assert.equal(answer.headers.get('x-streaming-format'), 'sse')
  const reader = answer.body?.getReader()
  const read = async () => new TextDecoder().decode((await reader?.read())?.value)
  assert.match(await read(), /stream_start/)
  for (const piece of ['return ', 'width']) {
    call.send(piece)
    assert.ok((await read()).includes(`"${piece}"`))
  }
  leave.abort()
  await call.closedByPeer
}

async function directConnection({ rails, proxy, codestral }: Journey): Promise<void> {
  await askThrough(proxy, { era: 'B', asked: COMPLETION, model: codestral })
  let nowMs = Date.now()
  let renewals = 0
  const askGitlab = () => {
    renewals += 1
    return rails.directAccess()
  }
  const ide = startIde(askGitlab, () => nowMs)
  assert.equal(await ide.complete(CODE), SAID)
  assert.equal(await ide.complete(CODE), SAID)
  assert.equal(renewals, 1)
  nowMs += 3_561_000
  assert.equal(await ide.complete(CODE), SAID)
  assert.equal(renewals, 2)
}

async function keyRotation({ gitlab, rails, proxy, codestral, mistral }: Journey): Promise<void> {
  gitlab.rotate()
  const answer = await askThrough(proxy, { era: 'E', asked: COMPLETION, model: codestral })
  assert.equal(answer.status, 200)
  assert.equal(await rails.testConnection(mistral), 'success')
}

async function restart(journey: Journey, t: TestContext): Promise<void> {
  const { rails, proxy, codestral, gateway, env } = journey
  const access = await rails.directAccess()
  const model = await handModel(t)
  const asked = { ...COMPLETION, kind: 'generation', stream: true } as const
  const open = askThrough(proxy, { era: 'D', asked, model: selfHosted(model.url, 'mistral', 'm') })
  const call = await model.next()
  call.send('return ')
  const answer = await open
  const stopped = gateway.stop()
  await eventually('a closed door', () => rails.verifySetup().then(nothing, () => true))
  const refused = await askThrough(proxy, { era: 'E', asked, model: codestral })
  assert.equal(refused.status, 500, 'Workhorse says this when nobody is there')
  call.send('width * height')
  call.finish()
  assert.equal(suggestionIn(answer, await answer.text()).trim(), SAID)
  assert.equal(await stopped, 0)

  const { port } = new URL(gateway.url)
  journey.gateway = await startGateway(t, { ...env, AIGW_FASTAPI__API_PORT: port })
  assert.equal(await rails.verifySetup(), 'ok')
  assert.equal(await rails.probe('E', codestral), undefined)
  const ide = startIde(() => Promise.resolve(access))
  assert.equal(await ide.complete(CODE), SAID)
}

const nothing = (): undefined => undefined

/** The oldest GitLab sends no identifier: the server must know the family's name. */
const inEra = (era: string, model: SelfHostedModel): SelfHostedModel =>
  era === 'A' ? { ...model, family: model.identifier.replace('custom_openai/', '') } : model
