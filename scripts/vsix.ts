// Packs the VS Code extension with the built server into editors/vscode/dist/midfill.vsix: one file for all platforms.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { VERSION } from '../protocol/index.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SOURCE = join(ROOT, 'editors/vscode')
const STAGE = join(SOURCE, 'dist/extension')
const VSIX = join(SOURCE, 'dist/midfill.vsix')
/** Not among the dependencies: with what it brings it weighs 120 MB. The last that runs on Node 20. */
const VSCE = '@vscode/vsce@3.9.2'
/** What a marketplace, a slow line and a patient reader bear. */
const MAX_BYTES = 15_000_000

/** What is packed as it is. */
const FILES = ['README.md', 'icon.png', 'walkthrough']

rmSync(join(SOURCE, 'dist'), { recursive: true, force: true })
mkdirSync(STAGE, { recursive: true })
await bundle()
stage()
execFileSync(
  'npx',
  ['-y', VSCE, 'package', '--no-dependencies', '--allow-missing-repository', '--out', VSIX],
  // It lists what it packs and warns of files that are not left out: everything here is meant to be packed.
  { cwd: STAGE, stdio: 'pipe' },
)
const { size } = statSync(VSIX)
console.log(`${VSIX}: ${(size / 1e6).toFixed(1)} MB`)
if (size > MAX_BYTES) throw new Error(`the extension is larger than ${MAX_BYTES / 1e6} MB`)

async function bundle(): Promise<void> {
  const options = {
    absWorkingDir: SOURCE,
    bundle: true,
    format: 'cjs',
    external: ['vscode'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  } satisfies BuildOptions
  await build({
    ...options,
    entryPoints: ['src/extension.ts'],
    outfile: join(STAGE, 'dist/extension.cjs'),
    platform: 'node',
    target: 'node22',
  })
  await build({
    ...options,
    entryPoints: ['src/browser.ts'],
    outfile: join(STAGE, 'dist/browser.js'),
    platform: 'browser',
    target: 'es2022',
  })
}

function stage(): void {
  for (const file of FILES) cpSync(join(SOURCE, file), join(STAGE, file), { recursive: true })
  cpSync(join(ROOT, 'LICENSE'), join(STAGE, 'LICENSE.txt'))
  cpSync(join(ROOT, 'CHANGELOG.md'), join(STAGE, 'CHANGELOG.md'))
  const isNeeded = (file: string): boolean => !file.endsWith('.map')
  cpSync(join(ROOT, 'dist'), join(STAGE, 'server'), { recursive: true, filter: isNeeded })
  writeFileSync(join(STAGE, 'server/package.json'), '{ "type": "module" }\n')
  // Sources are modules. What is packed is not: an editor in the browser loads no modules.
  const { type: _, ...manifest } = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8'))
  const packed = { ...manifest, version: VERSION }
  writeFileSync(join(STAGE, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`)
}
