// The page at `/` is there for whoever was given its token, or sits at the machine; for nobody else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '../support/gateway.ts'

const AS_A_BROWSER = { headers: { accept: 'text/html' } }
const PATHS = ['/', '/web/page.js', '/admin/status', '/admin/experiments']

const statuses = (url: string, init: RequestInit = AS_A_BROWSER): Promise<number[]> =>
  Promise.all(PATHS.map((path) => fetch(url + path, init).then(({ status }) => status)))

test('a gateway that others reach has no page, unless it was given a token for it', async (t) => {
  const { url } = await startGateway(t, { MIDFILL_API_KEYS: 'a-key' })
  assert.deepEqual(await statuses(url), [401, 401, 404, 404])
  const headers = { ...AS_A_BROWSER.headers, authorization: 'Bearer a-key' }
  assert.deepEqual(await statuses(url, { headers }), [404, 404, 404, 404])
})

test('with the token its files are there, and its figures for the token alone', async (t) => {
  const token = 'a-token-of-16-characters'
  const env = { MIDFILL_API_KEYS: 'a-key', MIDFILL_ADMIN_TOKEN: token }
  const { url } = await startGateway(t, env)
  assert.deepEqual(await statuses(url), [200, 200, 401, 401])
  const shown = (key: string) => ({
    headers: { accept: 'text/html', authorization: `Bearer ${key}` },
  })
  assert.deepEqual(await statuses(url, shown('a-key')), [200, 200, 401, 401])
  assert.deepEqual(await statuses(url, shown(token)), [200, 200, 200, 200])
})
