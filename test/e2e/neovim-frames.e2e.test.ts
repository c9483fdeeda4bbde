// What a person sees while typing in a real Neovim, frame by frame.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type FramedEditor, framedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, neovim, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import { freshProject, teamWith } from '../support/neovim/project.ts'
import { type Frame, linesOf } from '../support/neovim/screen.ts'

/** What the model says behind `  c`; a person types the first line of it, and into the second. */
const SAID = 'onst depth = readNumber(\n    input,\n    3,\n  )'
const WHOLE = ['  const depth = readNumber(', '    input,', '    3,', '  )']
const KEYS = [...'onst depth = readNumber(', '<CR>', ...'inp']
/** As quick people type, at every speed of the machine that runs this. */
const GAPS_MS = [15, 60, 120]

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  const skip = reasonAgainst(version)
  for (const gapMs of GAPS_MS) {
    test(`Neovim ${version}: keys every ${gapMs} ms, no frame without the suggestion`, {
      skip,
    }, async (t) => {
      const editor = await withSuggestion(t, version)
      editor.takeFrames()
      for (const key of KEYS) {
        await editor.type(key)
        await pause(gapMs)
      }
      await editor.until('all that was typed', ({ grey }) => grey.startsWith('ut,'))
      const frames = editor.takeFrames()
      assert.ok(frames.length > 0)
      for (const frame of frames) assertWhole(editor, frame)
    })
  }
}

/** Typed and grey text together are always the whole, and what is grey begins at the cursor. */
function assertWhole(editor: FramedEditor, frame: Frame): void {
  const shown = linesOf(frame).slice(1, 1 + WHOLE.length)
  assert.deepEqual(shown, WHOLE)
  const { row, column } = frame.cursor
  const left = WHOLE.slice(row - 1).map((line, i) => (i === 0 ? line.slice(column) : line))
  assert.equal(editor.greyIn(frame).trim(), left.join('\n').trim())
}

async function withSuggestion(t: TestContext, version: NeovimVersion): Promise<FramedEditor> {
  const folder = freshProject(t)
  const { init } = await teamWith(t, [SAID])
  const home = join(folder, '..', 'home')
  const options = { folder, home, init, file: 'lsp/area.ts' }
  const editor = await framedEditor(t, neovim(version), options)
  await editor.type('iexport function readVolume(input: string[]): number {<CR>c')
  await editor.until('grey text', ({ grey }) => grey.startsWith('onst') && grey.endsWith(')'))
  return editor
}
