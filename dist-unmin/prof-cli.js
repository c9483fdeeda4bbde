import { Session } from 'node:inspector'
import { writeFileSync } from 'node:fs'
process.argv[1] = new URL('./cli.js', import.meta.url).pathname
const s = new Session(); s.connect()
s.post('Profiler.enable'); s.post('Profiler.setSamplingInterval', { interval: 250 })
setTimeout(() => s.post('Profiler.start', () => setTimeout(() => s.post('Profiler.stop', (e, { profile }) => writeFileSync('/tmp/resil-base-664b/prof/u-resil.json', JSON.stringify(profile))), 9000).unref()), 2500).unref()
await import('./cli.js')
