// Prometheus reads the alerts and the metrics as they are meant.
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { startGateway } from '../support/gateway.ts'
import { freePort } from '../support/metrics.ts'
import { needsProgram } from '../support/programs.ts'

test('the alerts fire when they should, and only then', () => {
  needsProgram('promtool', 'prometheus')
  execFileSync('promtool', ['check', 'rules', 'deploy/prometheus/alerts.yml'])
  execFileSync('promtool', ['test', 'rules', 'deploy/prometheus/alerts.test.yml'])
})

test('the page of metrics has no lint', async (t) => {
  needsProgram('promtool', 'prometheus')
  const port = await freePort()
  await startGateway(t, { AIGW_FASTAPI__METRICS_PORT: String(port) })
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  execFileSync('promtool', ['check', 'metrics'], { input: page })
})
