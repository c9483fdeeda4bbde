// `tsx scripts/chart.ts`: renders the Helm chart for every file of deploy/helm/cases; needs `helm` on the PATH.
// What is rendered is committed, so that its tests need no helm; a sum of what it was rendered from keeps it current.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HELM = 'deploy/helm'
const CHART = join(HELM, 'midfill')
const CASES = join(HELM, 'cases')
/** Any that the chart is for. */
const KUBERNETES = '1.30.0'
/** A secret is made anew each time. */
const RANDOM = /^( {2}signing-secret: ).+$/m

export const cases = (): string[] => readdirSync(CASES).sort()

export const renderedFile = (name: string): string => join(HELM, 'rendered', name)

/** First line of what is rendered. */
export function sumOf(name: string): string {
  const hash = createHash('sha256').update(readFileSync(join(CASES, name)))
  const files = readdirSync(CHART, { recursive: true, withFileTypes: true })
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
  for (const path of paths.sort()) hash.update(path).update(readFileSync(path))
  return `# Rendered by scripts/chart.ts from sha256:${hash.digest('hex')}\n`
}

/** Throws with what helm says when the chart cannot be rendered. */
export function render(name: string): string {
  const args = ['template', 'midfill', CHART, '-n', 'midfill', '-f', join(CASES, name)]
  const { status, stdout, stderr, error } = spawnSync(
    'helm',
    [...args, '--kube-version', KUBERNETES, '--api-versions', 'monitoring.coreos.com/v1'],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(error ? `helm: ${error.message}` : stderr)
  return sumOf(name) + stdout.replace(RANDOM, '$1bWFkZSBhdCBpbnN0YWxsYXRpb24=')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of cases()) writeFileSync(renderedFile(name), render(name))
}
