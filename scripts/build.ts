// Bundles cli.ts, the threads it starts and everything they need into dist/, so that `node dist/cli.js` runs without node_modules.
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const require = createRequire(import.meta.url)
const { resolve } = require
const PACKAGE: { peerDependencies: Record<string, string> } = require('../package.json')

/** CommonJS dependencies call `require` for Node's own modules; an ES module has none of its own. */
const REQUIRE_SHIM = [
  "import { createRequire as createRequireForBundle } from 'node:module'",
  'const require = createRequireForBundle(import.meta.url)',
].join('\n')

await rm(DIST, { recursive: true, force: true })
await build({
  absWorkingDir: ROOT,
  entryPoints: {
    cli: 'cli.ts',
    'engine-worker': 'lsp/engine/worker.ts',
    'workspace-worker': 'lsp/context/workspace/worker.ts',
  },
  outdir: DIST,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // Who needs these installs them beside the bundle.
  external: Object.keys(PACKAGE.peerDependencies),
  target: 'node20.19',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'linked',
  banner: { js: REQUIRE_SHIM },
  logLevel: 'warning',
})
await copyGrammars()
await cp(join(ROOT, 'server/web/assets'), join(DIST, 'web'), { recursive: true })

/** The files that grammars/assets.ts looks for beside the bundle. */
async function copyGrammars(): Promise<void> {
  const wasm = join(DIST, 'wasm')
  await mkdir(wasm, { recursive: true })
  const grammars = dirname(resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm'))
  for (const file of await readdir(grammars)) {
    if (/^tree-sitter-.+\.wasm$/.test(file)) await cp(join(grammars, file), join(wasm, file))
  }
  await cp(join(ROOT, 'grammars/wasm'), wasm, { recursive: true })
  await cp(resolve('web-tree-sitter/web-tree-sitter.wasm'), join(wasm, 'web-tree-sitter.wasm'))
  await cp(join(ROOT, 'grammars/queries'), join(DIST, 'queries'), { recursive: true })
}
