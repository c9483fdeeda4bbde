// The dashboard and the alerts name metrics that are there.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { dashboard } from '../../../scripts/dashboard.ts'
import { completionBody, post } from '../../support/bodies.ts'
import { startGateway } from '../../support/gateway.ts'
import { freePort } from '../../support/metrics.ts'

const DASHBOARD = readFileSync('deploy/grafana/midfill.json', 'utf8')
const ALERTS = readFileSync('deploy/prometheus/alerts.yml', 'utf8')

/** Metrics that an expression reads: names with an underscore that are neither labels nor functions. */
const OURS = /\b(?:midfill|http|model|inference|gen_ai|nodejs|process|code_suggestions)_[a-z0-9_]+/g
const NO_METRICS = new Set(['model_name', 'model_engine'])

const namesIn = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(OURS)]
      .map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))
      .filter((name) => !NO_METRICS.has(name)),
  )

const exprsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(exprsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'expr' ? [String(member)] : exprsOf(member),
  )
}

test('every metric of the dashboard, of the alerts and of the documents exists, and none is left out', async (t) => {
  const port = await freePort()
  const gateway = await startGateway(t, { AIGW_FASTAPI__METRICS_PORT: String(port) })
  await post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x' }))
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const known = new Set([...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name))
  const told = namesIn(readFileSync('docs/monitoring.md', 'utf8'))
  assert.deepEqual(
    [...told].filter((name) => !known.has(name)),
    [],
  )
  const isOurs = (name: string): boolean => !/^(nodejs|process)_/.test(name)
  assert.deepEqual(
    [...known].filter((name) => isOurs(name) && !told.has(name)),
    [],
  )
  for (const file of [JSON.parse(DASHBOARD), parse(ALERTS)]) {
    const named = namesIn(exprsOf(file).join('\n'))
    assert.ok(named.size > 5)
    assert.deepEqual(
      [...named].filter((name) => !known.has(name)),
      [],
    )
  }
})

test('the dashboard is the one that scripts/dashboard.ts makes', () => {
  assert.equal(DASHBOARD, dashboard())
})

test('every alert says what is wrong and what to do, and has a test', () => {
  const { groups } = parse(ALERTS) as { groups: { rules: Record<string, unknown>[] }[] }
  const tests = readFileSync('deploy/prometheus/alerts.test.yml', 'utf8')
  for (const { alert, labels, annotations } of groups.flatMap(({ rules }) => rules)) {
    assert.deepEqual(Object.keys(annotations ?? {}).sort(), ['description', 'summary'], `${alert}`)
    assert.ok(labels, `${alert}`)
    assert.match(tests, new RegExp(`alertname: ${alert}\\b`))
  }
})
