// The pictures of Neovim in the README: drawn from the frames of a real one. UPDATE=1 writes them.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { framedEditor } from '../support/neovim/framed.ts'
import { neovim, reasonAgainst } from '../support/neovim/neovims.ts'
import { svgOf } from '../support/neovim/picture.ts'
import { freshProject, teamWith } from '../support/neovim/project.ts'

const FOLDER = 'docs/pictures'
const KEY_EVERY_MS = 90
const LOOK_MS = 900
/** Whoever has typed much has no more questions for a while, but by command. */
const ASKS_AFTER_MS = 3_000
const BEFORE = `import { readNumber } from './numbers.ts'

export function readArea(input: string[]): number {
  const width = readNumber(input, 1)
  const height = readNumber(input, 2)
  return width * height
}

`
const HEAD = 'export function readVolume(input: string[]): number {'
/** Behind the `c` that is typed. */
const SAID = 'onst box = {\n    area: readArea(input),\n    depth: readNumber(input, 3),\n  }'

test('a picture and a film of Neovim', { skip: reasonAgainst('0.12') }, async (t) => {
  const folder = freshProject(t)
  writeFileSync(join(folder, 'lsp/area.ts'), BEFORE)
  const team = await teamWith(t, [SAID], 'engine = { enabled = false }')
  const init = `${team.init} vim.o.laststatus = 2 vim.o.ruler = false vim.o.showmode = false
    vim.o.statusline = "%f %m %= %{v:lua.require'midfill'.status()} "`
  const home = join(folder, '..', 'home')
  const editor = await framedEditor(t, neovim('0.12'), { folder, home, init, file: 'lsp/area.ts' })
  await editor.type('G')
  await editor.until('the file', ({ lines }) => lines.some((line) => line.includes('readArea')))
  await pause(LOOK_MS)
  editor.takeFrames()
  const type = async (keys: string[]): Promise<void> => {
    for (const key of keys) {
      await editor.type(key)
      await pause(KEY_EVERY_MS)
    }
  }
  await type(['i', ...HEAD, '<CR>', 'c'])
  const asking = setTimeout(() => editor.lua("require('midfill').suggest()"), ASKS_AFTER_MS)
  await editor.until('all of it', ({ grey }) => grey.endsWith('}'))
  clearTimeout(asking)
  await pause(LOOK_MS)
  const picture = editor.screen.latest
  await type([...'onst '])
  await pause(LOOK_MS)
  await type(['<M-Right>'])
  await pause(LOOK_MS)
  const upToAccepted = editor.takeFrames()
  await type(['<Tab>'])
  // The model, which says the same everywhere, would begin anew.
  const accepted = editor.takeFrames().find((frame) => editor.greyIn(frame) === '')
  assert.ok(accepted)
  const frames = [...upToAccepted, accepted]
  assert.ok(picture)
  keep('neovim.svg', svgOf(editor.screen, [picture], 'A suggestion of four lines in Neovim'))
  keep('neovim-typing.svg', svgOf(editor.screen, frames, 'Typing with a suggestion in Neovim'))
})

function keep(name: string, svg: string): void {
  assert.match(svg, /#8a8f98/, 'grey text is in it')
  if (process.env.UPDATE) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(join(FOLDER, name), svg)
  }
  const kept = readFileSync(join(FOLDER, name), 'utf8')
  assert.match(kept, /<text[^>]* fill="#8a8f98"/)
  assert.ok(kept.length < 150_000, `${name} has ${kept.length} characters`)
}
