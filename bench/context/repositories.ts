// Real repositories: packages that ship their source, of pinned versions, loaded from npm once a machine.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FilePolicy } from '../../lsp/context/policy/file-policy.ts'
import { readSource, sourceFilesIn } from '../../lsp/context/workspace/source-files.ts'
import type { SourceFile } from './holes.ts'

/** For choosing weights and sizes; never for figures. */
export const DEVELOPMENT = [
  'fastify@5.12.8',
  'rxjs@7.8.2',
  'leveldown@6.1.1',
  'cordova-android@15.1.0',
  'eslint@10.15.0',
]
/**
 * JavaScript, TypeScript, Python, C++, Kotlin, Java, Objective-C and PHP. No weight was fitted on them; how long pieces
 * are was compared on the first eight as well, on another seed. The last two were added after every choice was made.
 */
export const HELD_OUT = [
  'undici@7.30.2',
  'webpack@5.112.2',
  'effect@4.1.0',
  'zod@4.6.7',
  'node-gyp@13.1.0',
  're2@1.27.1',
  'react-native@0.88.1',
  '@wordpress/block-library@11.1.0',
  'assemblyscript@0.28.20',
  'mocha@12.0.3',
]

const CACHE = join(tmpdir(), 'midfill-bench-repositories')

/** The unpacked package; its scripts are not run. */
export function repositoryFolder(name: string): string {
  const folder = join(CACHE, name.replace(/[@/]/g, '_'))
  const unpacked = join(folder, 'package')
  if (existsSync(unpacked)) return unpacked
  mkdirSync(folder, { recursive: true })
  const pack = ['pack', name, '--silent', '--ignore-scripts', '--pack-destination', folder]
  execFileSync('npm', pack, { stdio: ['ignore', 'ignore', 'inherit'] })
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
  execFileSync('tar', ['xzf', join(folder, archive), '-C', folder])
  return unpacked
}

/** Its files as the language server would read them; paths are relative. */
export async function repositoryFiles(name: string): Promise<SourceFile[]> {
  const root = repositoryFolder(name)
  const files: SourceFile[] = []
  const policy = new FilePolicy({ folders: [root], disabledPaths: [] })
  for await (const path of sourceFilesIn({ root, policy })) {
    const text = await readSource(join(root, path))
    if (text !== undefined) files.push({ path, text })
  }
  return files
}
