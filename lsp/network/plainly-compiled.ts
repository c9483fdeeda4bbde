import { setFlagsFromString } from 'node:v8'

/** Why V8 would compile WebAssembly again, or later; all are on by default, in Node 20 as in Node 24. */
const FLAGS = ['wasm-tier-up', 'wasm-dynamic-tiering', 'wasm-lazy-compilation']

/** WebAssembly that `make` compiles stays as the quick compiler makes it: for what runs too seldom to pay for more. */
export function plainlyCompiled(make: () => void): void {
  for (const flag of FLAGS) setFlagsFromString(`--no-${flag}`)
  try {
    make()
  } finally {
    for (const flag of FLAGS) setFlagsFromString(`--${flag}`)
  }
}
