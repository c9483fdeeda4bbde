// How soon grey text is there in a real Neovim: the engine alone, in a project that nobody ever opened.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type FramedEditor, framedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, neovim, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import { freshProject } from '../support/neovim/project.ts'
import { linesOf } from '../support/neovim/screen.ts'

const KEY_EVERY_MS = 120
/** A test of this project that nobody needed yet, as a person would add it to a file that is there. */
const FILE = 'test/server/completions.test.ts'
const LINES = [
  `const gateway = await startGateway(t, {})`,
  `test('a gateway answers', async (t) => {`,
  `const upstream = await fakeUpstream(t, { chunks: ['a'] })`,
  'const answer = await post(gateway.url, completionBody({}))',
  `assert.equal(answer.status, 200)`,
  `})`,
]

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  test(`Neovim ${version}: figures`, { skip: reasonAgainst(version) }, async (t) => {
    const folder = freshProject(t)
    const home = join(folder, '..', 'home')
    const options = { folder, home, file: FILE }
    const editor = await framedEditor(t, neovim(version), options)
    await editor.until('the file', ({ lines }) => lines[0]?.startsWith('//') === true)
    const readyAt = performance.now()
    const waits = await typeAndWatch(editor)
    const first = waits.find(({ isNew }) => isNew)
    assert.ok(first, 'no suggestion came')
    t.diagnostic(`first suggestion ${ms(first.atMs - readyAt)} after the editor was ready`)
    report(
      t,
      'key to new grey text',
      waits.filter(({ isNew }) => isNew),
    )
    report(
      t,
      'key to grey text that follows',
      waits.filter(({ isNew }) => !isNew),
    )
  })
}

interface Wait {
  /** Nothing was grey before the key. */
  isNew: boolean
  atMs: number
  ms: number
}

async function typeAndWatch(editor: FramedEditor): Promise<Wait[]> {
  const waits: Wait[] = []
  await editor.type('Go')
  for (const key of LINES.flatMap((line) => [...line, '<CR>'])) {
    const isNew = !hasGrey(editor)
    editor.takeFrames()
    const keyAtMs = performance.now()
    await editor.type(key === '<' ? '<lt>' : key)
    await pause(KEY_EVERY_MS)
    const shown = editor.takeFrames().find((frame) => editor.greyIn(frame).trim() !== '')
    if (shown) waits.push({ isNew, atMs: shown.atMs, ms: shown.atMs - keyAtMs })
  }
  const last = editor.screen.latest
  assert.ok(last && linesOf(last).some((line) => line.includes('assert.equal')))
  return waits
}

const hasGrey = ({ screen, greyIn }: FramedEditor): boolean =>
  screen.latest !== undefined && greyIn(screen.latest).trim() !== ''

const ms = (value: number): string => `${value.toFixed(0)} ms`

function report(t: TestContext, what: string, waits: Wait[]): void {
  const sorted = waits.map((wait) => wait.ms).sort((a, b) => a - b)
  const at = (share: number) => ms(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN)
  t.diagnostic(`${what}: median ${at(0.5)}, p95 ${at(0.95)}, ${sorted.length} keys`)
}
