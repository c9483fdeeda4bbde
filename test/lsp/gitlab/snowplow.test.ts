// Events for a Snowplow collector: only for one that is named, in GitLab's schemas, without code.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { eventually } from '../../support/eventually.ts'
import { listen, readRequest, type SeenRequest, stop } from '../../support/fake-upstream.ts'
import { gitlabForEditors, type InstanceScript } from '../../support/gitlab-instance.ts'
import { startEditor } from '../../support/language-server.ts'
import { atCursor } from '../../support/marks.ts'

interface Cleanup {
  after(run: () => unknown): void
}

async function collector(t: Cleanup) {
  const requests: SeenRequest[] = []
  const server = createServer(async (incoming, response) => {
    requests.push(await readRequest(incoming))
    response.end('ok')
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  t.after(() => stop(server))
  return { url, requests }
}

interface Payload {
  schema: string
  data: Record<string, string>[]
}

interface Contexts {
  schema: string
  data: { schema: string; data: Record<string, unknown> }[]
}

const contextsIn = (event: Record<string, string> | undefined): Contexts =>
  JSON.parse(Buffer.from(event?.cx ?? '', 'base64url').toString())

const EXTENSION = {
  extension: { name: 'gitlab.vim', version: '0.1.1' },
  ide: { name: 'Neovim', version: '0.11.0', vendor: 'Neovim' },
}

async function stage(t: Cleanup, telemetry: object, script: InstanceScript = {}) {
  const gitlab = await gitlabForEditors(t, { chunks: ['wombat'], ...script })
  const editor = await startEditor(t, { initializationOptions: EXTENSION })
  const midfill = { engine: { enabled: false } }
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { baseUrl: gitlab.url, token: 'glpat-fake', midfill, telemetry },
  })
  await eventually('its version', () => (gitlab.asked('/api/v4/version') > 0 ? true : undefined))
  const { text, position } = atCursor('const first = 1\nconst total = ‸\n')
  await editor.open('file:///code/one.ts', 'typescript', text)
  const [item] = await editor.invoked('file:///code/one.ts', position)
  return { editor, id: (item as { data?: { id: string } } | undefined)?.data?.id ?? '' }
}

const tell = (action: string, trackingId: string) => ({
  ...{ category: 'code_suggestions', action, context: { trackingId } },
})

test('the life of a suggestion, in the schemas of GitLab and without code', async (t) => {
  const { url, requests } = await collector(t)
  const actions = [{ action: 'suggestion_shown' }, { action: 'suggestion_accepted' }]
  const { editor, id } = await stage(t, { enabled: true, trackingUrl: `${url}/`, actions })
  for (const action of ['suggestion_shown', 'suggestion_accepted']) {
    await editor.connection.sendNotification('$/gitlab/telemetry', tell(action, id))
  }
  assert.equal(await editor.quit(), 0)
  assert.ok(requests.every(({ path }) => path === '/com.snowplowanalytics.snowplow/tp2'))
  const payloads = requests.map(({ body }) => body as unknown as Payload)
  assert.match(String(payloads[0]?.schema), /payload_data\/jsonschema\/1-0-4$/)
  const events = payloads.flatMap(({ data }) => data)
  assert.deepEqual(
    events.map(({ se_ac }) => se_ac),
    ['suggestion_requested', 'suggestion_loaded', 'suggestion_shown', 'suggestion_accepted'],
  )
  for (const event of events) {
    const { e, se_ca, se_la, p, tv, tna, aid } = event
    assert.deepEqual(
      { e, se_ca, se_la, p, tv, tna, aid },
      {
        ...{ e: 'se', se_ca: 'code_suggestions', se_la: id, p: 'app', tv: 'js-gitlab' },
        ...{ tna: 'gl', aid: 'gitlab_ide_extension' },
      },
    )
    assert.ok(Object.values(event).every((value) => typeof value === 'string'))
  }
  const { schema, data } = contextsIn(events[1])
  assert.equal(schema, 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0')
  assert.deepEqual(
    data.map((context) => context.schema.replace(/^iglu:com\.gitlab\/|\/jsonschema/g, '')),
    ['ide_extension_version/1-1-0', 'code_suggestions_context/3-5-0'],
  )
  assert.equal(data[0]?.data.extension_name, 'gitlab.vim')
  assert.equal(data[0]?.data.ide_vendor, 'Neovim')
  const suggestion = data[1]?.data
  assert.equal(suggestion?.gitlab_realm, 'self-managed')
  assert.equal(suggestion?.language, 'typescript')
  assert.equal(suggestion?.options_count, 1)
  assert.equal(suggestion?.prefix_length, 'const first = 1\nconst total = '.length)
  assert.equal(suggestion?.is_direct_connection, false)
  assert.doesNotMatch(JSON.stringify(events.map(contextsIn)), /const |wombat/)
})

test('a failure is an event, with its status', async (t) => {
  const { url, requests } = await collector(t)
  const { editor } = await stage(t, { trackingUrl: url }, { status: 500 })
  assert.equal(await editor.quit(), 0)
  const events = requests.flatMap(({ body }) => (body as unknown as Payload).data)
  assert.deepEqual(
    events.map(({ se_ac }) => se_ac),
    ['suggestion_requested', 'suggestion_error'],
  )
  assert.equal(contextsIn(events[1]).data[1]?.data.api_status_code, 500)
})

test('with telemetry switched off nobody is told', async (t) => {
  const { url, requests } = await collector(t)
  const { editor } = await stage(t, { enabled: false, trackingUrl: url })
  assert.equal(await editor.quit(), 0)
  assert.equal(requests.length, 0)
})
