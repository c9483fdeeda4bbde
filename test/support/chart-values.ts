import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

const CHART = 'deploy/helm/midfill'

/** Arguments of `helm upgrade`: of our chart, and every `--set` is one of its values. */
export function fitsTheChart(args: readonly string[]): void {
  assert.ok(existsSync(`${CHART}/Chart.yaml`) && args.includes(CHART))
  const values = parse(readFileSync(`${CHART}/values.yaml`, 'utf8'))
  const set = args.filter((_, at) => args[at - 1] === '--set')
  for (const path of set.map((value) => value.split('=')[0] ?? '')) {
    let at = values
    for (const key of path.split(/[.[\]]+/)) {
      assert.ok(key in at, path)
      at = at[key]
    }
  }
}
