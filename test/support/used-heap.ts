import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What is left of V8's heap after a garbage collection, in MB (2^20 bytes). */
export function usedHeapMb(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}
