// What a gateway tells Prometheus.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

export async function metricsAt(url: string): Promise<Series[]> {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`metrics: ${answer.status}`)
  return (await answer.text())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(seriesOf)
}

function seriesOf(line: string): Series {
  const [, name, labels, value] = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? []
  if (!name || !value) throw new Error(`not a line of metrics: ${line}`)
  const pairs = [...(labels ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, key, text]) => [key, text])),
    value: Number(value),
  }
}

/** The sum of all series of a name that have these labels. */
export const sumOf = (
  series: readonly Series[],
  name: string,
  labels: Record<string, string> = {},
): number =>
  series
    .filter((one) => one.name === name)
    .filter((one) => Object.entries(labels).every(([key, text]) => one.labels[key] === text))
    .reduce((sum, { value }) => sum + value, 0)
