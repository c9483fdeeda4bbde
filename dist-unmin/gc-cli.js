import { PerformanceObserver } from 'node:perf_hooks'
import { writeFileSync } from 'node:fs'
process.argv[1] = new URL('./cli.js', import.meta.url).pathname
const kinds = {}
new PerformanceObserver((l) => { for (const e of l.getEntries()) { const k = kinds[e.detail.kind] ??= { n: 0, ms: 0 }; k.n++; k.ms += e.duration } }).observe({ entryTypes: ['gc'] })
setInterval(() => writeFileSync('/tmp/resil-base-664b/prof/gc-resil.json', JSON.stringify({ kinds, rss: process.memoryUsage().rss / 1e6, heap: process.memoryUsage().heapUsed / 1e6 })), 500).unref()
await import('./cli.js')
