// Bundles cli.ts, the threads it starts and everything they need into dist/, so that `node dist/cli.js` runs without node_modules.
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { leanUndici } from './lean-undici.ts'

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

/** Built apart: what runs from dist/ meanwhile finds its files all the time. */
const stage = await mkdtemp(join(ROOT, '.dist-'))
try {
  await bundle()
  await copyGrammars()
  await cp(join(ROOT, 'server/web/assets'), join(stage, 'web'), { recursive: true })
  await putInPlace()
} finally {
  await rm(stage, { recursive: true })
}

/** Threads apart: what they shared with all else would come with libraries that no thread needs, 5 MB in each. */
async function bundle(): Promise<void> {
  await bundleOf({ cli: 'cli.ts' })
  await bundleOf({
    'engine-worker': 'lsp/engine/worker.ts',
    'workspace-worker': 'lsp/context/workspace/worker.ts',
  })
}

async function bundleOf(entryPoints: Record<string, string>): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: stage,
    plugins: [leanUndici],
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
}

/** The files that grammars/assets.ts looks for beside the bundle. */
async function copyGrammars(): Promise<void> {
  const wasm = join(stage, 'wasm')
  await mkdir(wasm, { recursive: true })
  const grammars = dirname(resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm'))
  for (const file of await readdir(grammars)) {
    if (/^tree-sitter-.+\.wasm$/.test(file)) await cp(join(grammars, file), join(wasm, file))
  }
  await cp(join(ROOT, 'grammars/wasm'), wasm, { recursive: true })
  await cp(resolve('web-tree-sitter/web-tree-sitter.wasm'), join(wasm, 'web-tree-sitter.wasm'))
  await cp(join(ROOT, 'grammars/queries'), join(stage, 'queries'), { recursive: true })
}

/** File by file, the same names over what was there; then what no file of this build is goes. */
async function putInPlace(): Promise<void> {
  const built = await filesIn(stage)
  for (const file of built) {
    await mkdir(dirname(join(DIST, file)), { recursive: true })
    await rename(join(stage, file), join(DIST, file))
  }
  for (const file of await filesIn(DIST)) if (!built.has(file)) await rm(join(DIST, file))
}

async function filesIn(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Set(files.map((file) => relative(folder, join(file.parentPath, file.name))))
}
