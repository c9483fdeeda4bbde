import { Parser } from 'web-tree-sitter'

/** Told once when code of a grammar fails, which ends the use of all grammars. */
export type TrapListener = (problem: string) => void

/**
 * The memory of all grammars together, in pages of 64 KiB: 32 MiB at first, 512 MiB at most. It
 * never shrinks, and what does not fit traps. A tree of 5,000 lines takes 3 to 9 MiB.
 */
const MEMORY_PAGES = { initial: 512, maximum: 8_192 }

/**
 * No parse may make the memory larger than this, which stops all but one kind of the texts that
 * would trap: some make the parser take gigabytes in a single step (Java: 5,000 times `a=>`).
 */
const MAX_MEMORY_BYTES = 256 * 2 ** 20

/** What all grammars of the process share. */
export class Runtime {
  readonly #memory: WebAssembly.Memory
  /** A trap leaves the memory of all grammars in no known state; nothing may be asked any more. */
  hasTrapped = false

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory
  }

  /** Tells, for the length of a parse, whether it has taken more memory than it may. */
  memoryWatch(): () => boolean {
    const maxBytes = Math.max(MAX_MEMORY_BYTES, this.#memory.buffer.byteLength)
    return () => this.#memory.buffer.byteLength > maxBytes
  }

  /** Runs code of a grammar. A trap in it costs suggestions that know syntax, not the process. */
  guard<T>(action: () => T, onTrap: TrapListener): T | undefined {
    if (this.hasTrapped) return undefined
    try {
      return action()
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error
      this.hasTrapped = true
      onTrap(error.message)
      return undefined
    }
  }
}

// web-tree-sitter keeps its WebAssembly instance in a global of its own, and this mirrors that:
// starting it a second time would pull the memory away from under the trees of the first.
let runtime: Promise<Runtime> | undefined

export function startRuntime(file: string): Promise<Runtime> {
  runtime ??= initRuntime(file).catch((error: unknown) => {
    runtime = undefined
    throw error
  })
  return runtime
}

async function initRuntime(file: string): Promise<Runtime> {
  const memory = new WebAssembly.Memory(MEMORY_PAGES)
  await Parser.init({ locateFile: () => file, wasmMemory: memory })
  return new Runtime(memory)
}
