// What a person sees while typing in a real Neovim, frame by frame, and how soon: the engine alone, in a project never opened before.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type FramedEditor, framedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, neovim, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import { linesOf } from '../support/neovim/screen.ts'

/** Some 200 ms between keys, as a quick typist. */
const KEY_EVERY_MS = 120

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  const skip = reasonAgainst(version)
  test(`Neovim ${version}: no frame without the suggestion while it is typed`, { skip }, async (t) => {
    const editor = await openProject(t, version, 'test/area.test.ts')
    const t0 = performance.now()
    for (const key of [...`iimport { test } from 'no`]) { await editor.type(key === '<' ? '<lt>' : key); await pause(KEY_EVERY_MS) }
    for (const f of editor.screen.frames) console.log((f.atMs-t0).toFixed(0), linesOf(f)[0], '|', editor.greyIn(f))
    const { grey } = await editor.until('grey text', (view) => view.grey.startsWith('de:'))
    editor.takeFrames()
    for (const key of grey.slice(0, -1)) {
      await editor.type(key)
      await pause(KEY_EVERY_MS)
    }
    const frames = editor.takeFrames()
    const typed = `import { test } from 'no`
    const whole = typed + grey
    assert.ok(frames.length >= grey.length - 1)
    for (const frame of frames) {
      const [line = ''] = linesOf(frame)
      assert.equal(line, whole)
      assert.equal(editor.greyIn(frame).trimEnd(), whole.slice(frame.cursor.column))
    }
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function openProject(t: TestContext, version: NeovimVersion, file: string): Promise<FramedEditor> {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-nvim-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const clone = join(folder, 'p')
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${process.cwd()}`, clone])
  return framedEditor(t, neovim(version), { folder: clone, home: join(folder, 'home'), file })
}
