// code-server from npm, installed once beside the caches of other programs: 781 MB, which nobody wants in node_modules.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** VS Code 1.139. */
const CODE_SERVER = '4.139.1'
/** code-server wants Node 24, whatever runs the tests. */
const NODE = '24.21.0'
const PLATFORM = `node-${process.platform}-${process.arch}`

export interface Installed {
  node: string
  /** The script that starts it. */
  entry: string
}

export function installCodeServer(): Installed {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = join(cache, 'midfill', `code-server-${CODE_SERVER}`)
  const bin = join(folder, 'node_modules', PLATFORM, 'bin')
  const home = join(folder, 'node_modules/code-server')
  const complete = join(folder, 'complete')
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    install(folder, [`code-server@${CODE_SERVER}`, `${PLATFORM}@${NODE}`])
    install(join(home, 'lib/vscode'), ['--omit=dev'], bin)
    writeFileSync(complete, '')
  }
  return { node: join(bin, 'node'), entry: join(home, 'out/node/entry.js') }
}

/** No scripts: what they would build natively, this test does not use. */
function install(folder: string, what: readonly string[], bin = ''): void {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...options, ...what], {
    cwd: folder,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
