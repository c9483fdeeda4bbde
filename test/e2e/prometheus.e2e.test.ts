// Prometheus reads the alerts and the metrics as they are meant.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { startGateway } from '../support/gateway.ts'
import { freePort } from '../support/metrics.ts'
import { blocksOf } from '../support/pages.ts'
import { needsProgram } from '../support/programs.ts'

test('the alerts fire when they should, and only then', () => {
  needsProgram('promtool', 'prometheus')
  const commands = blocksOf('docs/monitoring.md', 'sh').join('')
  assert.match(commands, /promtool check rules .*\npromtool test rules /)
  execFileSync('sh', ['-ec', commands])
})

test('the page of metrics has no lint', async (t) => {
  needsProgram('promtool', 'prometheus')
  const port = await freePort()
  await startGateway(t, { AIGW_FASTAPI__METRICS_PORT: String(port) })
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  execFileSync('promtool', ['check', 'metrics'], { input: page })
})
