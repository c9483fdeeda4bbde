// What a Neovim is started in: a real project, a gateway with a scripted model, and an editor.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type FakeUpstream, fakeUpstream } from '../fake-upstream.ts'
import { type RunningGateway, startGateway } from '../gateway.ts'

const KEY = 'a-key-of-the-team'

/** Our own repository, freshly cloned: nobody ever opened it. */
export function freshProject(t: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-nvim-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const clone = join(folder, 'project')
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${process.cwd()}`, clone])
  return clone
}

export interface Team {
  model: FakeUpstream
  gateway: RunningGateway
  /** Lua for the editor's init. */
  init: string
  /** The gateway again, where it was. */
  restart(): Promise<RunningGateway>
}

/** A gateway whose model says the same to everything. `others`: settings beside it, in Lua. */
export async function teamWith(t: TestContext, chunks: string[], others = ''): Promise<Team> {
  const model = await fakeUpstream(t, { chunks })
  const start = (port: string) =>
    startGateway(t, {
      AIGW_FASTAPI__API_PORT: port,
      MIDFILL_MODEL_URL: model.url,
      MIDFILL_MODEL_FAMILY: 'codestral',
      MIDFILL_MODEL_NAME: 'codestral-22b',
      MIDFILL_API_KEYS: KEY,
    })
  const gateway = await start('0')
  const settings = `{ gateway = { url = '${gateway.url}', apiKey = '${KEY}' }, ${others} }`
  return {
    model,
    gateway,
    init: `require('midfill').setup({ settings = ${settings} })`,
    restart: () => start(new URL(gateway.url).port),
  }
}
