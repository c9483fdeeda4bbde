import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the files are that a grammar is made of: compiled parsers and queries. */
export interface Assets {
  /** The WebAssembly of tree-sitter itself. */
  runtimeFile(): string
  /** The WebAssembly of one grammar, maybe compressed. The file need not exist. */
  grammarFile(grammar: string): string
  /** The parts of one query of a grammar. None need exist: not every grammar has every query. */
  queryFiles(grammar: string, query: string): string[]
}

/** Ending of files that are Brotli-compressed, as those made by scripts/grammars.ts are. */
export const COMPRESSED = '.br'

/** Folders of queries that a grammar takes its own from, where several grammars share most node types. */
const QUERIES_OF: Readonly<Record<string, readonly string[]>> = {
  javascript: ['ecmascript', 'jsx', 'javascript'],
  typescript: ['ecmascript', 'typescript'],
  tsx: ['ecmascript', 'jsx', 'typescript'],
}

/**
 * Finds the files beside this module first, then in the installed packages.
 * "Beside" is dist/ once bundled, where the build has copied everything, and grammars/ in the
 * source tree, which holds the queries and what grammars no package ships.
 */
export function findAssets(): Assets {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const { resolve } = createRequire(import.meta.url)
  const wasmFile = (name: string, packaged: string): string => {
    const beside = join(here, 'wasm', name)
    const found = [beside, `${beside}${COMPRESSED}`].find((file) => existsSync(file))
    return found ?? resolveOr(beside, () => resolve(packaged))
  }
  return {
    runtimeFile: () => wasmFile('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'),
    grammarFile: (grammar) => {
      const name = `tree-sitter-${grammar}.wasm`
      return wasmFile(name, `@vscode/tree-sitter-wasm/wasm/${name}`)
    },
    queryFiles: (grammar, query) =>
      (QUERIES_OF[grammar] ?? [grammar]).map((folder) =>
        join(here, 'queries', folder, `${query}.scm`),
      ),
  }
}

function resolveOr(fallback: string, resolve: () => string): string {
  try {
    return resolve()
  } catch {
    // No such package or file. Opening the fallback fails with a message that names a path.
    return fallback
  }
}
