// How large is the image, how soon does a container of it answer, and what does it hold under load?
//
// Baseline: a container of the same image in which Node serves one constant text, in the same interleaved run.
import {
  buildImage,
  compressedBytes,
  noContainers,
  startContainer,
} from '../test/support/containers.ts'
import { printMachine, printRows } from './support/report.ts'

const ROUNDS = Number(process.argv[2] ?? 5)
const REQUESTS = Number(process.argv[3] ?? 3_000)
const ABREAST = 50
const OPEN = ['--network', 'none', '-e', 'AIGW_AUTH__BYPASS_EXTERNAL=true']
const BARE =
  "require('node:http').createServer((q, s) => q.resume().on('end', () => s.end('{}'))).listen(5052)"

/** Runs inside: when the first answer came after the container's first process began, then the load; both as JSON. */
const DRIVE = `
const { readFileSync } = require('node:fs')
const body = JSON.stringify({ prompt_version: 1, current_file: { file_name: 'a.ts',
  content_above_cursor: 'const total = sum(items)\\n'.repeat(200) + 'const other = sum(', content_below_cursor: ')\\n' } })
const ask = () => fetch('http://127.0.0.1:5052/v2/code/completions', { method: 'POST',
  headers: { 'content-type': 'application/json' }, body }).then((answer) => answer.text())
const first = () => ask().catch(() => new Promise((done) => setTimeout(done, 5)).then(first))
const sinceBoot = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
const begunAt = Number(readFileSync('/proc/1/stat', 'utf8').split(') ')[1].split(' ')[19]) * 10
first().then(async () => {
  const ms = sinceBoot() - begunAt
  let left = ${REQUESTS}
  const one = async () => { while (left-- > 0) await ask() }
  await Promise.all(Array.from({ length: ${ABREAST} }, one))
  console.log(JSON.stringify({ ms }))
})`

const reason = noContainers()
if (reason) {
  console.error(`No container can run here: ${reason}`)
  process.exit(1)
}
const image = buildImage()
const ms: Record<string, number[]> = { 'bare node': [], gateway: [] }
const mb: Record<string, number[]> = { 'bare node': [], gateway: [] }
for (let round = 0; round < ROUNDS; round++) {
  measure('gateway', [], [])
  measure('bare node', ['--entrypoint', 'node'], ['-e', BARE])
}
printMachine()
console.log(`image: ${(compressedBytes(image) / 1024 / 1024).toFixed(1)} MB compressed`)
printRows(ms, 'bare node', 'first process to first answer, ms')
printRows(mb, 'bare node', `highest memory in ${REQUESTS} completions, ${ABREAST} abreast, MB`)

function measure(name: string, args: string[], command: string[]): void {
  const container = startContainer(image, [...OPEN, ...args], command)
  ms[name]?.push(JSON.parse(container.node(DRIVE)).ms)
  mb[name]?.push(container.peakMb())
  container.stop()
}
